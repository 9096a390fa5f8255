#!/bin/bash
# What CI runs (make check). Ends with `N passed, N failed` over all its parts.
cd "$(dirname "$0")/../.." || exit 2
passed=0 failed=0 wrong=
newest=$(find chapters -maxdepth 1 -name '[0-9]*' -printf '%f\n' | sort | tail -1)
newest=$((10#${newest%%-*}))

# part NAME COMMAND…: its own last line `N passed, N failed` counts; without one, its status does.
part() {
  local name=$1 log begun=$SECONDS
  shift
  log=$(mktemp)
  echo "=== $name"
  "$@" 2>&1 | tee "$log"
  count "$name" "${PIPESTATUS[0]}" "$log" $((SECONDS - begun))
}
count() {  # NAME STATUS LOG SECONDS
  local line
  line=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$3" | tail -1)
  echo "($4 s)"
  # Said once more at the very end, where whoever reads only that finds it.
  if [ "$2" != 0 ]; then
    wrong+="In $1:"$'\n'$(awk '/^TEST CASE: / { name = $0 "\n" } /ERROR: / { printf "%s", name; name = ""; print; next }
      / MESSAGE: / { next }
      /^(FAIL|WRONG) |could not be built|\*\*nobody\*\* \|$|\| does not compile|: (no end|status [0-9]+) \|$|^The source has |^[^ ]+: it |^[^ ]+:[0-9]+:./ { print }' "$3" | head -8 | cut -c1-150)$'\n'
  fi
  rm -f "$3"
  if [ -n "$line" ]; then
    read -r good _ bad _ <<<"${line/,/}"
    passed=$((passed + good)) failed=$((failed + bad))
    [ "$2" = 0 ] || [ "$bad" != 0 ] || failed=$((failed + 1))
  elif [ "$2" = 0 ]; then passed=$((passed + 1))
  else
    echo "$1 failed."
    failed=$((failed + 1))
  fi
}
# The same in the background, for parts that share no folder under build/ with those that follow: much of a test is waiting.
names=() logs=()
aside() {
  local log
  log=$(mktemp)
  names+=("$1") logs+=("$log")
  shift
  { begun=$SECONDS; "$@" >"$log" 2>&1; echo "$? $((SECONDS - begun))" >"$log.end"; } &
}
gather() {
  wait
  for i in "${!names[@]}"; do
    echo "=== ${names[i]}"
    cat "${logs[i]}"
    read -r status seconds <"${logs[i]}.end"
    rm -f "${logs[i]}.end"
    count "${names[i]}" "$status" "${logs[i]}" "$seconds"
  done
}

formatted() {
  common/tools/need.sh clang-format-14 || return
  # Neither what is wrong on purpose, nor what a learner is writing.
  find chapters common tests -name '*.?pp' -not -path '*/wrong-*' -not -path 'chapters/*/exercises/*' \
    -exec clang-format-14 --dry-run --Werror {} +
}
columns() {  # of 100, in characters
  ! find chapters common asm tests -type f -not -path '*/wrong-*' -regex '.*\.\(cpp\|hpp\|S\)' -exec \
    env LC_ALL=C.UTF-8 grep -nE '^.{101,}' {} +
}
scripts() {
  common/tools/need.sh shellcheck || return
  find common tests book .ci -name node_modules -prune -o -type f \( -name '*.sh' -o -path .ci/run \) -exec shellcheck -S warning {} +
}

common/tools/need.sh doctest || exit 1
aside "ThreadSanitizer, chapter $newest" make "test-$newest" SANITIZE=thread
aside "AddressSanitizer and UBSan, chapter $newest" make "test-$newest" SANITIZE=address
part "tests, g++ -O2 -Werror" make test WERROR=1
# Compiles dozens of answers while all the rest is compiled: its time is the machine's.
aside "exercises: the checker itself" env LIMIT=1800 tests/run.sh tests/exercises/selftest.sh tests/exercises/mine.sh
part "the explorer, against the standard and Relacy" make litmus
part "ten mutants, under the explorer" tests/mutants/table.sh sample
part "load, random programs, faults" make stress QUICK=1
part "exercises: the solutions, and what has changed" tests/exercises/check.sh
part "duplicates" make check-duplicates
part "format" formatted
part "columns" columns
part "shell scripts" scripts
part "book" make check-book
gather

[ -z "$wrong" ] || printf '=== what failed\n%s' "$wrong"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
