#!/bin/bash
# exercise.sh COMMAND N.K: what a learner does with an exercise. COMMAND is exercise, hint, solution, reset or
# watch; `exercise.sh exercise N` judges all of chapter N, `exercise.sh list` says how far you are, and
# `exercise.sh mine N` gathers your right answers for chapter N's program.
#
# Exercise 5.2 is chapters/05-*/exercises/5.2-*, which the learner edits, and tests/exercises/5.2-*: its
# starter, tests, hints, solution, and what to say when it is right. Adding one is adding those two folders.
cd "$(dirname "$0")/../.." || exit 2
bold="" green="" plain=""
[ -t 1 ] && [ -z "$NO_COLOR" ] && bold=$'\033[1m' green=$'\033[32m' plain=$'\033[0m'
mapfile -t all < <(printf '%s\n' tests/exercises/*/ | xargs -n1 basename | sort -V)

# The exercise's own words: its number, and what the first line of its starter says of it.
of() { number=${1%%-*} tests=tests/exercises/$1 folder=$(echo chapters/*/exercises/"$1"); }
title() { sed -n 's/^[^E]*Exercise [0-9.]* *★/★/p' "$tests"/starter/* | head -1; }
started() { ! diff -rq "$tests/starter" "$folder" >/dev/null 2>&1; }

# What was found last time is kept, with a sum of all that it depends on.
sum() { cat "$folder"/* "$tests"/*.cpp | cksum; }
judged() {  # sets verdict: right or no
  local kept=build/exercises/$number
  if [ "$(cat "$kept" 2>/dev/null)" = "right $(sum)" ]; then verdict=right && return; fi
  if ! started; then verdict=no && return; fi
  if [ "$(cat "$kept" 2>/dev/null)" = "no $(sum)" ]; then verdict=no && return; fi
  judge >/dev/null
}
judge() {
  verdict=no
  tests/exercises/judge.sh "$number" "$folder" && verdict=right
  mkdir -p build/exercises
  echo "$verdict $(sum)" >"build/exercises/$number"
  [ $verdict = right ]
}

# The next one is the first that is not done, after the last that is; if there is none, the first of all.
next() {
  local first="" after=""
  for name in "${all[@]}"; do
    of "$name"
    if [ "${verdicts[$name]:-$(was_right && echo right)}" = right ]; then after=""; else
      first=${first:-$name} after=${after:-$name}
    fi
  done
  echo "${after:-$first}"
}
was_right() { [ "$(cat "build/exercises/$number" 2>/dev/null)" = "right $(sum)" ]; }

declare -A verdicts
list() {
  local finished=0 chapter=""
  for name in "${all[@]}"; do
    of "$name"
    judged
    verdicts[$name]=$verdict
    local mark="  "
    if [ $verdict = right ]; then mark="${green}✓${plain} " finished=$((finished + 1))
    elif started; then mark="… "
    fi
    if [ "${number%%.*}" != "$chapter" ]; then
      chapter=${number%%.*}
      echo "${bold}Chapter $chapter${plain}"
    fi
    printf '  %s%-5s %s\n' "$mark" "$number" "$(title)"
  done
  echo
  echo "$finished of ${#all[@]} done.  ✓ right   … begun, not right yet"
  local next
  next=$(next)
  if [ -n "$next" ]; then
    of "$next"
    echo "Next: $(echo "$folder"/*), and then make exercise-$number"
    [ $finished != 0 ] || echo "None is done on a fresh copy, and each says so in red: that is where one starts."
  fi
}

mine() {  # N
  local right=() open=()
  for name in "${all[@]}"; do
    of "$name"
    [ "${number%%.*}" -le "$1" ] || continue
    judged
    if [ $verdict = right ]; then right+=("$number=$folder"); else open+=("$number"); fi
  done
  common/tools/mine.sh "$1" "${right[@]}" || return
  [ ${#right[@]} != 0 ] || echo "None of your answers is right yet, so all of this is the chapter's own." >&2
  if [ ${#right[@]} != 0 ] && [ ${#open[@]} != 0 ]; then
    echo "Not done yet, so the chapter's own: ${open[*]}." | fold -s -w 110 >&2
  fi
}

# An answer may be more careful than it need be.
orders() {
  [ "${number%%.*}" -ge 4 ] && grep -qs "memory_order_" "$tests"/solution/* || return
  local stronger
  stronger=$(tests/exercises/stronger.sh "$folder" "$tests/solution")
  echo
  echo "Your memory orders were judged by C++'s rules, which let a load read older values than this machine does"
  echo "(book/appendix-proof.md).${stronger:+ Some are stronger than in our answer. That is not a mistake, but are weaker ones enough?}"
  [ -z "$stronger" ] || echo "$stronger"
  echo
}

exercise() {
  echo "${bold}exercise $number${plain}  $(title)"
  if judge; then
    local this=$number next
    echo "${green}Right.${plain}"
    echo
    cat "$tests/after.md"
    orders
    [ -n "$CLASS" ] || echo "The reference beside yours: make solution-$number"
    echo "Chapter ${number%%.*}'s program with what you have written: make mine-${number%%.*}"
    next=$(next)
    echo "How far you are: make exercises.${next:+ Next: make exercise-${next%%-*}}"
    of "$(printf '%s\n' "${all[@]}" | grep "^$this-")"
  else
    echo "  edit      $(echo "$folder"/*)"
    echo "  hint      make hint-$number"
    return 1
  fi
}

hint() {
  if [ "$HINTS" = 0 ] || [ ! -f "$tests/hints.md" ]; then
    echo "There are no hints in this class." && return
  fi
  mkdir -p build/hints
  local n=$(($(cat "build/hints/$number" 2>/dev/null || echo 0) + 1)) most
  most=$(grep -c '^[0-9]\.' "$tests/hints.md")
  [ "$n" -le "$most" ] || n=$most
  sed -n "/^1\./,/^$((n + 1))\./{/^$((n + 1))\./!p}" "$tests/hints.md"
  echo $n >"build/hints/$number"
  if [ "$n" -lt "$most" ]; then echo "One more: make hint-$number"
  else echo "That was the last one. If you have had enough: make solution-$number"; fi
}

solution() {
  if [ -n "$CLASS" ] || [ ! -d "$tests/solution" ]; then
    echo "There are no solutions in this class." && return
  fi
  local colors=never
  [ -z "$bold" ] || colors=always
  for file in "$tests"/solution/*; do
    echo "${bold}from yours (-) to $file (+)${plain}"
    diff -u --color=$colors "$folder/$(basename "$file")" "$file" | tail -n +3
  done
  echo "There are other right ways: what the tests accept is right."
}

reset() {
  started || { echo "exercise $number is as it was in the beginning." && return; }
  local kept
  kept=build/saved/$number-$(date +%Y%m%d-%H%M%S)
  mkdir -p build/saved
  mv "$folder" "$kept" && cp -r "$tests/starter" "$folder"
  rm -f "build/hints/$number"
  echo "exercise $number is as it was in the beginning. What you had is in $kept"
}

watch() {
  if [ ! -t 1 ]; then
    echo "make watch-$number judges anew each time you save, until Ctrl-C: it needs a terminal." >&2
    exit 2
  fi
  local seen="" now
  while now=$(stat -c '%n %Y %s' "$folder"/*); do
    if [ "$now" != "$seen" ]; then
      seen=$now
      clear
      echo "Judging $(echo "$folder"/*) … (again each time you save it; Ctrl-C ends it)"
      make -s "exercise-$number"
    fi
    sleep 0.3
  done
}

case $1 in
  list) list && exit ;;
  mine) mine "$2" && exit ;;
esac
chosen=()
for name in "${all[@]}"; do
  case $name in "$2"-* | "$2".*) chosen+=("$name") ;; esac
done
if [ ${#chosen[@]} = 0 ]; then
  echo "There is no exercise $2. make exercises lists them all." >&2
  exit 2
fi
case $1-$2 in
  exercise-*) ;;
  *-*.*) ;;
  *) echo "Which one? $(printf 'make '"$1"'-%s  ' "${chosen[@]%%-*}")" >&2 && exit 2 ;;
esac
status=0
for name in "${chosen[@]}"; do
  of "$name"
  "$1" || status=1
done
# On a terminal the report is the last thing to read, without make's own "*** Error". Scripts see the status.
[ ! -t 1 ] || exit 0
exit $status
