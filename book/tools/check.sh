#!/bin/bash
# All that is checked about the book (make check-book). Ends with `N passed, N failed`.
# What is not installed is passed over, and said; with REQUIRE_BOOK=1 it is installed.
cd "$(dirname "$0")/../.." || exit 2
passed=0 failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# part NAME COMMAND…: its last line `N passed, N failed` counts, or its PASS and FAIL lines; without any, its status.
part() {
  local name=$1 status good bad
  shift
  "$@" >"$log" 2>&1
  status=$?
  read -r good bad < <(awk '/^[0-9]+ passed, [0-9]+ failed$/ { good += $1; bad += $3; n++ } END { if (n) print good, bad }' "$log")
  [ -n "$good" ] || { good=$(grep -c '^PASS ' "$log") bad=$(grep -c '^FAIL ' "$log"); }
  if [ $status = 0 ] && [ "$good$bad" = 00 ]; then good=1; fi
  if [ $status != 0 ] && [ "$bad" = 0 ]; then bad=1; fi
  if [ "$bad" = 0 ]; then echo "PASS $name ($good)"; else cat "$log"; echo "FAIL $name ($bad)"; fi
  passed=$((passed + good)) failed=$((failed + bad))
}
have() {
  if [ -n "$REQUIRE_BOOK" ]; then common/tools/need.sh "$1"; else common/tools/need.sh --is-here "$1"; fi
}

# What GitHub would not show as the site does.
plain() { ! grep -nE '^(:::|<<<|---$)' book/*.md; }

# Each draws its pictures anew, from the code or from a recorded run.
pictures() {
  local picture bad=0
  for picture in states switch queues enter-exit trace-svg; do
    node "book/tools/$picture.mjs" --check || bad=1
  done
  return $bad
}

if [ -z "$REQUIRE_BOOK" ] && ! book/tools/node.sh --is-here; then
  echo "book: skipped (no Node)"
  exit
fi
book/tools/node.sh || exit
part "what the pages show is so" node book/tools/sync.mjs --check
part "the pictures show what the code does" pictures
part "the player" node --test tests/book/player.test.mjs tests/book/invariants.test.mjs
part "what goes stale is noticed" tests/book/sync.sh
part "the site builds, and no link is dead" make book BASE=/
part "Markdown" book/node_modules/.bin/markdownlint-cli2 --config book/.markdownlint-cli2.jsonc
part "Markdown that GitHub knows" plain
if have codespell; then part "spelling" codespell -I book/.codespell book/*.md README.md chapters/*/README.md
else echo "spelling: skipped (no codespell)"; fi
if have chromium; then
  part "no words of a picture collide" node book/tools/fits.mjs
  part "in a browser" node book/tools/browser.mjs
  part "a visit to the whole site" node book/tools/visit.mjs
else echo "in a browser: skipped (no Chromium)"; fi
part "faults on purpose are found" tests/book/site.sh

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
