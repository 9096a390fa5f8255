#!/bin/bash
# Nothing in the book can go stale unnoticed: a small book with one of everything, and one fault at a time.
cd "$(dirname "$0")/../.." || exit 2
if ! command -v node >/dev/null; then
  echo "book: skipped (no Node)"
  exit
fi
sync=$PWD/book/tools/sync.mjs
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
cd "$root" || exit 2

fresh() {
  rm -rf "${root:?}"/*
  mkdir -p book/img chapters/01-one chapters/02-two
  touch book/img/p.svg
  printf '// Doubles. Go 1.21: runtime/proc.go, schedule\nint twice(int x) {\n  return 2 * x;\n}\n\nstruct Pair {\n  int a, b;\n};\n' \
    >chapters/01-one/twice.cpp
  sed 's/2 \* x/x + x/' chapters/01-one/twice.cpp >chapters/02-two/twice.cpp
  cat >book/01-one.md <<'PAGE'
# One

<!-- code: chapters/01-one/twice.cpp twice -->
```cpp
```

<!-- code: chapters/01-one/twice.cpp Pair -->
```cpp
```

<!-- diff: 2 twice.cpp -->
```diff
```

<!-- run: printf 'took 12.5 ms\nx\ny\nat 0x7f10\n' -->
```console
$ printf 'took 12.5 ms\nx\ny\nat 0x7f10\n'
took  3.25 ms
…
at 0x55aa
```

<!-- fails: ls /no/such >&2 -->
```console
```

<!-- changed: 2 -->
<!-- end -->

See [the code](../chapters/01-one/twice.cpp), [below](#a-heading) and ![two boxes](img/p.svg).

## A heading

<details><summary>What does <code>twice</code> do?</summary>

It doubles.

</details>
PAGE
  printf '# Answers\n\n<!-- answers -->\n<!-- end -->\n' >book/appendix-answers.md
  node "$sync" --root . >/dev/null 2>&1
}
passes() { if node "$sync" --check --root . >log 2>&1; then echo "PASS book: $1"; else echo "FAIL book: $1: $(cat log)"; fi; }
caught() {  # NAME PATTERN
  if node "$sync" --check --root . >log 2>&1; then echo "FAIL book: $1: not noticed"
  elif grep -qE "$2" log; then echo "PASS book: $1"
  else echo "FAIL book: $1: $(cat log)"; fi
}
lacks() { if grep -qF -- "$2" "book/$3"; then echo "FAIL book: $1: $(cat "book/$3")"; else echo "PASS book: $1"; fi; }
shows() { if grep -qF -- "$2" "book/$3"; then echo "PASS book: $1"; else echo "FAIL book: $1: $(cat "book/$3")"; fi; }

fresh
passes "what sync has written, its check takes"
shows "a function comes with the comment above it" '// Doubles.' 01-one.md
shows "a struct" 'int a, b;' 01-one.md
shows "a diff between chapters" '+  return x + x;' 01-one.md
shows "other numbers and skipped lines are the same output" 'took  3.25 ms' 01-one.md
shows "what a failing command says" 'cannot access' 01-one.md
shows "what a chapter has changed" '| [twice.cpp](../chapters/02-two/twice.cpp) | rewritten, was in chapter 1 |' 01-one.md
fresh && printf '\n<!-- measured: echo took 12 ns -->\n```console\n$ echo took 12 ns\ntook 15 ns\n```\n\nAnd so on.\n' >>book/01-one.md
caught "figures without their day and machine" 'without their day and machine'
FIGURES=1 node "$sync" --root . >/dev/null 2>&1
shows "… and made anew if asked for" 'took 12 ns' 01-one.md
shows "… with their day and machine" "*Measured on $(date -u +%F): " 01-one.md
passes "… which another day does not make stale"
sed -i 's/took 12 ns$/lasted 12 ns/' book/01-one.md
caught "figures in other words" 'stale: <!-- measured'
fresh
shows "answers, unfolded" '**What does `twice` do?**' appendix-answers.md

shows "a listing is captioned with its file, as a link to its line" '[chapters/01-one/twice.cpp:6](../chapters/01-one/twice.cpp#L6)' 01-one.md
shows "a diff with both files" '[chapters/02-two/twice.cpp:1](../chapters/02-two/twice.cpp#L1), and [before](../chapters/01-one/twice.cpp#L1)' 01-one.md
lacks "what is no exercise stands open" 'then compare' 01-one.md

# A function that calls another, and is an exercise of its chapter.
exercise() {
  fresh
  printf 'int helper(int x) { return x; }\n\nint four(int x) {\n  return helper(twice(x)) + helper(x);\n}\n' >chapters/01-one/four.cpp
  mkdir -p tests/exercises/1.1-four/starter
  printf '#include <not_done.hpp>\nint four(int x) {\n  (void)x;\n  not_done("1.1");\n}\n' >tests/exercises/1.1-four/starter/four.cpp
  printf '\n<!-- code: chapters/01-one/four.cpp four -->\n```cpp\n```\n' >>book/01-one.md
  node "$sync" --root . >/dev/null 2>&1
}
exercise
passes "a folded listing is fresh, too"
shows "an exercise's function is folded" '<details><summary><code>four</code> is exercise 1.1: write it first; then compare</summary>' 01-one.md
shows "what a listing calls and the page does not show is named, once" \
  '[chapters/01-one/four.cpp:3](../chapters/01-one/four.cpp#L3), which calls [helper](../chapters/01-one/four.cpp#L1)' 01-one.md
lacks "… and what it shows is not" '[twice](' 01-one.md
lacks "a folded listing is no question with an answer" 'four' appendix-answers.md
exercise && sed -i 's/not_done("1.1")/return 4 * x/' tests/exercises/1.1-four/starter/four.cpp
caught "a function that is no exercise any more" 'stale: <!-- code.* four -->'
exercise && sed -i '1i // One line more.' chapters/01-one/four.cpp
caught "a caption with another line" 'stale: <!-- code.* four -->'
exercise && sed -i 's/four.cpp:3/three.cpp:3/' book/01-one.md
caught "a caption with another file" 'stale: <!-- code.* four -->'

fresh && sed -i 's/2 \* x/x << 1/' chapters/01-one/twice.cpp
caught "a changed line in a function that a page shows" 'stale: <!-- code.* twice -->'
node "$sync" --root . >/dev/null 2>&1
passes "… until sync has been run"
fresh && sed -i 's/twice(/double_it(/' chapters/01-one/twice.cpp
caught "a renamed function" 'no twice there'
fresh && rm chapters/01-one/twice.cpp
caught "a file that is gone" 'no such file'
fresh && sed -i 's/x + x/x * 2/' chapters/02-two/twice.cpp
caught "a changed line in a diff" 'stale: <!-- diff'
fresh && sed -i 's/^took .*/needed 3.25 ms/' book/01-one.md
caught "output that differs" 'stale: <!-- run'
fresh && sed -i 's/x7f10/&\\nmore/' book/01-one.md
caught "a line more than the page shows" 'stale: <!-- run'
fresh && sed -i 's|ls /no/such|exit 0 #|' book/01-one.md
caught "a command that ought to fail" 'ended with status 0'
fresh && sed -i 's|12.5 ms.n|12.5 ms\\n%s|; s|run: printf|run: false printf|' book/01-one.md
caught "a command that ought to end well" 'ended with status 1'
fresh && mkdir -p tests/exercises && printf '#!/bin/sh\necho "  observed  a = $1"\nexit 1\n' >tests/exercises/judge.sh
chmod +x tests/exercises/judge.sh
printf '\n<!-- fails: tests/exercises/judge.sh 1.1 tests/exercises/1.1-four/wrong-sum -->\n```console\n```\n' >>book/01-one.md
node "$sync" --root . >/dev/null 2>&1
shows "a wrong answer is judged by the reader's own command" '$ make exercise-1.1' 01-one.md
shows "… and rejected" 'observed  a = 1.1' 01-one.md
passes "… which stays fresh"
sed -i 's/observed  a/found  a/' book/01-one.md
caught "another report" 'stale: <!-- fails: tests/exercises/judge.sh'
fresh && echo 'int other;' >chapters/02-two/new.hpp
caught "a new file in a chapter" 'stale: <!-- changed'
fresh && sed -i 's|twice.cpp), \[|thrice.cpp), [|' book/01-one.md
caught "a broken link" 'link to nowhere: ../chapters/01-one/thrice.cpp'
fresh && sed -i 's/^## A heading/## Another/' book/01-one.md
caught "a link to a heading that is gone" 'heading that is not there: #a-heading'
fresh && echo 'See [the moment](#trace-5-retake).' >>book/01-one.md
caught "a link to a moment of a player that is not there" 'moment that no player of this page has: #trace-5-retake'
fresh && rm book/img/p.svg
caught "a picture that is gone" 'nowhere: img/p.svg'
fresh && sed -i 's/!\[two boxes\]/![]/' book/01-one.md
caught "a picture without a text" "can't see it"
fresh && printf '\n```console\n$ ls\n```\n' >>book/01-one.md
caught "a console block that nobody runs" 'console block without a marker'
fresh && printf '\n```cpp\na\nb\nc\nd\n```\n' >>book/01-one.md
caught "code that was typed" 'code without a marker'
fresh && echo 'As in issue #28701; `man 2 futex` and (#29734), but [#40518](https://go.dev/issue/40518) and `#12345`.' >>book/01-one.md
caught "an issue without its link" 'without its link: As in'
node "$sync" --root . >/dev/null 2>&1
shows "… it gets one, and a manual page too, but a link stays a link" 'issue [#28701](https://go.dev/issue/28701); [`man 2 futex`](https://man7.org/linux/man-pages/man2/futex.2.html) and ([#29734](https://go.dev/issue/29734)), but [#40518](https://go.dev/issue/40518) and `#12345`.' 01-one.md
passes "… and that is all"
fresh && sed -i 's/It doubles/It triples/' book/01-one.md
caught "a changed answer" 'stale: <!-- answers'
