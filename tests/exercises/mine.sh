#!/bin/bash
# make mine-N, in a copy of the repository: chapter 7's job over a tree of files, on a runtime of which everything that an
# exercise asks for is the learner's (here the solutions); and what is taken when not all is done.
cd "$(dirname "$0")/../.." || exit 2
export KEPT=$PWD/build/objects
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r Makefile chapters asm common tests "$copy"
cd "$copy" || exit 2
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES CXX WERROR SANITIZE DEBUG LEVEL OPTIMIZE WARNINGS CLASS HINTS
export LEVEL=0

has() {  # NAME PATTERN TEXT
  if grep -qE "$2" <<<"$3"; then echo "PASS mine: $1"
  else printf 'FAIL mine: %s\n  expected: %s\n  observed: %s\n' "$1" "$2" "$3"; fi
}
# An answer, and the verdict that make exercise-N.K keeps. (That the solutions are right is check.sh's to show.)
done_with() {  # EXERCISE…
  local folder
  mkdir -p build/exercises
  for name in "$@"; do
    folder=$(echo chapters/*/exercises/"$name")
    cp "tests/exercises/$name/solution"/* "$folder/"
    echo "right $(cat "$folder"/* "tests/exercises/$name"/*.cpp | cksum)" >"build/exercises/${name%%-*}"
  done
}
layer() { find "build/mine/chapter-$1" -type l -printf '%f\n' 2>/dev/null | sort | xargs; }

has "nothing is done: all is the chapter's own" "None of your answers is right yet" "$(make mine-1 2>&1)"
done_with 1.1-decode 2.4-systemstack 5.6-starvation
has "a right answer is the learner's, and the rest is not" "^Yours: 1\.1 decode\.hpp\." "$(make mine-1 2>&1)"
has "… which is said" "Not done yet, so the chapter's own: 1\.2 1\.3 1\.4\." "$(make mine-1 2>&1)"
has "… and in the program" "build/mine/chapter-1/decode\.hpp" "$(find build/g++-O0/mine-1 -name '*.d' -exec cat {} +)"
has "… and in one that keeps a record" "^[0-9]+ events, in build/trace/mine-1\.json" "$(make mine-trace-1 2>&1)"
common/tools/exercise.sh mine 5 >/dev/null 2>&1
has "a file rewritten by a later chapter is that chapter's; the second of two answers stands in for the first" \
  "^decode\.hpp retake\.cpp systemstack\.cpp$" "$(layer 5)"
done_with 5.2-retake
has "two answers to one file: the first, and it is said" "5\.6 \(5\.2 has retake\.cpp\)" "$(common/tools/exercise.sh mine 5 2>&1)"
mapfile -t all < <(find tests/exercises -name solution -printf '%h\n' | xargs -n1 basename | sort -V)
done_with "${all[@]}"

mkdir -p tree/deep
printf 'one\ntwo\n' | tee tree/a tree/deep/b tree/deep/c >/dev/null
count=$(make mine-7 ARGS="count tree" 2>&1)
has "chapter 7's job with all answers" "^count: files=3 lines=6 " "$count"
has "… none of which is missing" "Yours: .*7\.5 goexit0\.cpp" "$(xargs <<<"$count")"
count=$(make mine-8 ARGS="count tree" 2>&1)
has "… and as chapter 8 does it, with all ${#all[@]}" "^count: files=3 lines=6 " "$count"
has "… which has rewritten some of the files" "Yours: .*8\.1 syscallingthread\.cpp, 8\.2 exitsyscall\.cpp, .*later .*: .*7\.3" "$(xargs <<<"$count")"
has "a snapshot of it holds them" "^ *mcall\.S is 2\.3's" \
  "$(make snapshot-7 MINE=1 >/dev/null 2>&1; cmp build/snapshot/mine-7/mcall.S tests/exercises/2.3-mcall/solution/mcall.S && echo "mcall.S is 2.3's")"
