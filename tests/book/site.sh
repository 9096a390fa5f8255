#!/bin/bash
# Faults on purpose, in a small book: check-book's tools must find each of them, and nothing in a sound page.
cd "$(dirname "$0")/../.." || exit 2
top=$PWD
small=$(mktemp -d)
trap 'rm -rf "$small"' EXIT
mkdir -p "$small/book/img" "$small/book/tools"
cp -r book/.vitepress book/.markdownlint-cli2.jsonc book/package.json "$small/book"
cp book/tools/slug.mjs "$small/book/tools"
cp book/img/handoff.svg "$small/book/img"
ln -s "$top/book/node_modules" "$small/book/node_modules"
touch "$small/Makefile"
cd "$small" || exit 2

page() {
  printf '%s\n' '# A page' '' 'It leads to [the other one](02-other.md), to [the Makefile](../Makefile), to' \
    '[itself](01-page.md#a-page).' '' '![A picture](img/handoff.svg)' "$@" >book/01-page.md
  printf '%s\n' '# Another page' '' 'It says little.' >book/02-other.md
}
result() {
  if [ "$1" = 0 ]; then echo "PASS $2"; else
    echo "FAIL $2"
    sed 's/^/  /' log
  fi
}
accepts() { # NAME COMMAND…
  "${@:2}" >log 2>&1
  result $? "$1"
}
finds() { # FAULT PATTERN COMMAND…: it must fail, with a word about it
  if "${@:3}" >log 2>&1; then result 1 "$1"; else
    grep -qE "$2" log
    result $? "$1"
  fi
}
build() { "$top/book/node_modules/.bin/vitepress" build book; }
lint() { "$top/book/node_modules/.bin/markdownlint-cli2" --config book/.markdownlint-cli2.jsonc; }
spelling() { codespell -I "$top/book/.codespell" book/*.md; }

page
accepts "a sound page: it builds" build
accepts "a sound page: lint" lint
page '' 'It leads [nowhere](03-none.md).'
finds "a link to a page that is not there" '03-none' build
page '' 'It leads [to no code](../chapters/none.cpp).'
finds "a link to a file that is not there" 'chapters/none' build
page '' '![No picture](img/none.svg)'
finds "a picture that is not there" 'none\.svg' build
page '' '### A heading two levels down' '' '```' 'a block without a language' '```'
finds "a heading that skips a level" 'MD001' lint
finds "a block without a language" 'MD040' lint
if command -v codespell >/dev/null; then
  page '' 'The kernal is asked.'
  finds "a misspelling" 'kernal' spelling
  page
  accepts "a sound page: spelling" spelling
fi

if "$top/common/tools/need.sh" --is-here chromium; then
  page '' '![Elsewhere](https://example.org/picture.png)' '' '<img src="img/handoff.svg">' '' '[No heading](02-other.md#none)'
  accepts "a page at fault, built for the browser" build
  node "$top/book/tools/browser.mjs" build/book >seen 2>&1
  for fault in "links lead to headings" "accessible in light" "went elsewhere" "without JavaScript" \
    "search finds"; do
    finds "in a browser: $fault" "^FAIL .*$fault" sh -c 'cat seen; exit 1'
  done
  accepts "in a browser: the sound page beside it" sh -c '! grep "^FAIL 02-other" seen'
fi
