#!/bin/bash
# The contract of the exercises: each starter compiles, and fails with its own message (the one of not_done, or,
# where there is something to mend, the line in its file `expect`); each solution passes, many times in a row,
# under ThreadSanitizer as well; each wrong answer is rejected for its own reason (the line in its `expect`).
#
# check.sh: every solution once, and all of those exercises whose files have changed since SINCE (HEAD~1). What has been
# found right here before, with everything that it depends on as it is now, is not judged again; a fresh clone, as in CI,
# has no such memory and judges every solution.
# check.sh all: all of all. Prints the table that stands in README.md; WRITE=1 puts it there.
# check.sh all 5 6.1: the same for chapter 5 and exercise 6.1 alone, and no table.
cd "$(dirname "$0")/../.." || exit 2
passed=0 failed=0 this=
log=$(mktemp) table=$(mktemp)
trap 'rm -f "$log" "$table"' EXIT

verdict() {  # GOOD? WHAT
  if [ "$1" = 0 ]; then
    passed=$((passed + 1))
    [ -z "$this" ] || { mkdir -p "$kept" && touch "$this"; }
    [ -z "$VERBOSE" ] || echo "ok    $2"
  else
    failed=$((failed + 1))
    echo "WRONG $2"
    sed 's/^/      /' "$log"
  fi
  this=
  return "$1"
}
judge() { tests/exercises/judge.sh "$number" "$1" >"$log" 2>&1; }

# What has been found as it should be is not judged again as long as nothing that it depends on has changed: the layers
# of its chapter, the checker, the exercise's tests, the answer, the compiler. A fresh clone has kept nothing.
kept=build/verdicts
layers() {  # of chapter N, and the checker above them
  local n
  for ((n = 1; n <= $1; n++)); do find {chapters,asm}/"$(printf %02d "$n")"-* -maxdepth 1 -type f; done
  find common tests/support tests/sync Makefile tests/headers.hpp tests/exercises/judge.sh -type f
}
sum() {  # FOLDER, and how it is judged
  if [ "$chapter" != "${number%%.*}" ]; then
    chapter=${number%%.*}
    under=$(layers "$chapter" 2>/dev/null | sort | xargs sha256sum; ${CXX:-g++} --version)
  fi
  sum=$(cat <(echo "$under $*") "$tests"/*.?pp "$tests"/expect "$1"/* 2>/dev/null | sha256sum | cut -c1-40)
}
known() {  # FOLDER, and how it is judged: has been found as it should be
  sum "$@"
  this=$kept/$sum
  [ "$all" != all ] && [ -e "$this" ]
}
changed() {
  [ "$all" = all ] || ! git rev-parse -q --verify "${SINCE:-HEAD~1}" >/dev/null 2>&1 ||
    ! git diff --quiet "${SINCE:-HEAD~1}" -- "$tests" "chapters/*/exercises/$name" 2>/dev/null
}
rejected() {  # FOLDER FILE-WITH-THE-REASON
  ! judge "$1" && ! grep -q 'does not compile' "$log" && grep -qF "$(cat "$2")" "$log"
}

starter() {
  local mark="says that it is not done"
  if known "$tests/starter" starter; then :
  elif [ -f "$tests/expect" ]; then
    mark="fails by its bug"
    rejected "$tests/starter" "$tests/expect"
  else
    ! judge "$tests/starter" && grep -q "exercise $number is not done yet" "$log"
  fi
  verdict $? "$name: the starter $mark" && starter="$mark"
  if [ "$all" = all ]; then
    diff -r "$tests/starter" "$(echo chapters/*/exercises/"$name")" >"$log" 2>&1
    verdict $? "$name: the learner's folder is a copy of the starter"
  fi
}
solution() {
  local times=1
  [ "$all" != all ] || times=20
  # As for a grade, in the first of each chapter.
  local honest=
  [ "${number#*.}" != 1 ] || honest=1
  known "$tests/solution" solution || HONEST=$honest REPEAT=$times judge "$tests/solution"
  verdict $? "$name: the solution passes (${times}x)" && solution="passes"
  [ "$all" = all ] || return
  SANITIZE=thread SLOW=3 REPEAT=20 judge "$tests/solution"
  verdict $? "$name: the solution passes under ThreadSanitizer (20x)" && solution+=", with TSan"
}
wrongs() {
  for folder in "$tests"/wrong-*; do
    known "$folder" || rejected "$folder" "$folder/expect"
    verdict $? "$name: ${folder##*/} is rejected: $(cat "$folder/expect")" && wrong+=" ${folder##*/wrong-}"
  done
  [ "$(wc -w <<<"$wrong")" -ge 2 ]
  verdict $? "$name: at least two wrong answers are known"
  [ "$(grep -c '^[1-9]\.' "$tests/hints.md")" -ge 3 ] && [ -s "$tests/after.md" ]
  verdict $? "$name: three hints, and a word for afterwards"
}

wanted() {  # the exercise is one of those, or of those chapters; or none are named
  [ $# = 0 ] || [[ " $* " == *" $number "* || " $* " == *" ${number%%.*} "* ]]
}

all=$1
shift $(($# > 0))
echo "| exercise | starter | solution | wrong answers rejected |" >"$table"
echo "|---|---|---|---|" >>"$table"
for name in $(printf '%s\n' tests/exercises/*/ | xargs -n1 basename | sort -V); do
  number=${name%%-*} tests=tests/exercises/$name starter="–" solution="–" wrong=""
  wanted "$@" || continue
  solution
  if changed; then
    starter
    wrongs
  fi
  wrong=$(wc -w <<<"$wrong")  # how many, not which: their names give away what to avoid
  echo "| $name | $starter | $solution | ${wrong/#0/–} |" >>"$table"
done

if [ "$all" = all ] && [ $# = 0 ]; then
  readme=tests/exercises/README.md
  cat "$table"
  if [ -n "$WRITE" ]; then
    sed -i -e "/^<!-- table/r $table" -e '/^<!-- table/,/^<!-- end/{/^<!--/!d}' $readme
  fi
  sed -n '/^<!-- table/,/^<!-- end/{/^<!--/!p}' $readme | diff - "$table" >"$log"
  verdict $? "README.md has this table (WRITE=1 make check-exercises puts it there)"
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
