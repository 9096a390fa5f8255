#!/bin/bash
# run.sh PROGRAM…: runs test programs, and ends with one line, `N passed, N failed`, over all of them.
# A .sh is a test as well: it prints `PASS name` and `FAIL name` lines. LIMIT: seconds for each (default 480;
# a .sh compiles, and its time is the machine's: 1200).
# QUIET: shows what a program printed only if it failed.
limit=${LIMIT:-480}
colors=()
{ [ -t 1 ] && [ -z "$NO_COLOR" ]; } || colors=(--no-colors=true)
passed=0 failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

for program in "$@"; do
  [ -n "$QUIET" ] || echo "== $program"
  if [ ! -x "$program" ]; then
    echo "$program could not be built."
    failed=$((failed + 1))
    continue
  fi
  arguments=("${colors[@]}") seconds=$limit
  case $program in *.sh) arguments=() seconds=${LIMIT:-1200} ;; esac
  timeout -k 5 "$seconds" "$program" "${arguments[@]}" >"$log" 2>&1 </dev/null
  status=$?
  case $program in
    *.sh) good=$(grep -c '^PASS ' "$log") bad=$(grep -c '^FAIL ' "$log") ;;
    *) read -r good bad < <(sed 's/\x1b\[[0-9;]*m//g' "$log" |
         sed -n 's/.*test cases: *[0-9]* *| *\([0-9]*\) passed *| *\([0-9]*\) failed.*/\1 \2/p' | tail -1) ;;
  esac
  if [ -z "$good" ] || { [ $status -ne 0 ] && [ "${bad:-0}" = 0 ]; }; then
    bad=$((${bad:-0} + 1))
    case $status in
      124 | 137) why="it was not done after $seconds seconds: an endless loop, or everybody waits for everybody" ;;
      139) why="it crashed: segmentation fault (SIGSEGV)" ;;
      13[0-9] | 14[0-9]) why="it crashed: signal $((status - 128))" ;;
      *) why="it ended with status $status" ;;
    esac
    { echo; echo "$program: $why."; } >>"$log"
  fi
  if [ -z "$QUIET" ] || [ "${bad:-0}" != 0 ]; then cat "$log"; fi
  passed=$((passed + ${good:-0})) failed=$((failed + ${bad:-0}))
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
