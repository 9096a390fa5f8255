#!/bin/bash
# instructions.sh SUBJECT…: how many instructions an operation takes, counted by callgrind: the program with the workload
# minus the program without, by the number of operations. Not time: a count that is the same on each run.
# instructions.sh json SUBJECT…: a line of JSON for each, like run.sh's, instead of a table.
cd "$(dirname "$0")/../.." || exit 2
if ! command -v valgrind >/dev/null; then
  echo "bench: no valgrind here, so no instruction counts. To install it: apt-get install valgrind" >&2
  exit
fi
out=$(mktemp)
trap 'rm -f "$out"' EXIT
count() {  # PROGRAM FILTER
  valgrind --tool=callgrind --callgrind-out-file="$out" "$1" --benchmark_filter="$2" >/dev/null 2>&1
  awk '/^(totals|summary):/ { n = $2 } END { print n }' "$out"
}

[ "$1" != json ] || { json=1 && shift; }
line() { [ -n "$json" ] || echo "$@"; }
line "| instructions |$(printf ' %s |' "$@")"
line "| --- |$(printf ' --: |%.0s' "$@")"
while IFS=$'\t' read -r row what workload filter operations; do
  line -n "| $what |"
  for chapter in "$@"; do
    program=build/bench/bin/$chapter/$workload
    # In chapter 5 every call waits for sysmon.
    if [ ! -x "$program" ] || [ "$chapter $workload" = "chapter-5 w1-syscall" ]; then
      line -n ' – |'
      continue
    fi
    with=$(count "$program" "$filter") without=$(count "$program" nothing)
    [ -z "$json" ] || echo "{\"row\":\"$row\",\"figure\":\"instructions\",\"subject\":\"$chapter\",\"repetition\":1,\"value\":$(((with - without) * 100 / operations)).0e-2}"
    line -n " $([ -n "$with$without" ] && echo $(((with - without) / operations)) || echo –) |"
  done
  line
done <<'ROWS'
W1	a RawSyscall and a Syscall	w1-syscall	^W1	200000
W2/gosched	a switch by gosched	w2-switch	gosched	400000
W2/chan	a switch by an unbuffered channel	w2-switch	chan	400000
W3/waves/P:1	to start and finish a goroutine	w3-start	waves/P/1	200000
ROWS
