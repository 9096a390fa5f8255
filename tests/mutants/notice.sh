#!/bin/bash
# notice.sh CHAPTER OWN FOLDER: would the tests notice if the file in FOLDER were part of chapter CHAPTER's program?
# The explorer's scenarios judge first, starting with those of chapter OWN, to which the file belongs; then, with
# TESTS=1, the chapter's other tests. Prints which test notices, and what. Status 1: none; 2: it does not compile.
cd "$(dirname "$0")/../.." || exit 2
chapter=$1 own=$(printf %02d "$2") folder=$3 log=$3/log

rm -rf "$folder/explored" "$folder/tests"
built() { make -s "$1" MUTANT="$folder" >"$log" 2>&1 || { grep -m1 error "$log"; exit 2; }; }
# Chapter OWN's first. A program that crashes or never ends has noticed too, even without a report.
judge() {  # PROGRAM SECONDS OPTIONS…
  local program=$1 seconds=$2
  shift 2
  [ -x "$program" ] || return 0
  timeout -k 1 "$seconds" "$program" --no-colors=true --abort-after=1 "$@" -sf="*/$own-*" >"$log" 2>&1 </dev/null &&
    timeout -k 1 "$seconds" "$program" --no-colors=true --abort-after=1 "$@" >"$log" 2>&1 </dev/null
}
report() {  # STATUS
  local what case
  case=$(awk '/^TEST CASE: / { sub("^TEST CASE: *", ""); name = $0 } /ERROR: / { print name; exit }' "$log")
  case $1 in
    124 | 137) what="no end" ;;
    *) what=$(grep -m1 -oP '^ *logged: \K.*' "$log") || what=$(grep -m1 -oP '(ERROR: |values: )\K.*' "$log") ||
      what=$(grep -m1 '^fatal error: ' "$log") || what="status $1" ;;
  esac
  echo "${case:-the tests}: $what"
}

first=$(ls tests/*.sync.cpp | head -1 | tr -dc 0-9)  # the first chapter that the explorer knows
if [ "$chapter" -ge "$((10#$first))" ]; then
  built "mutant-$chapter"
  judge "$folder/explored/test" "${LIMIT:-300}" -tc='expl*' || { report $?; exit 0; }
fi
[ -n "$TESTS" ] || exit 1
judge "$folder/explored/test" 240 -tce='expl*' || { report $?; exit 0; }
built "mutant-tests-$chapter"
judge "$folder/tests/test" 240 || { report $?; exit 0; }
exit 1
