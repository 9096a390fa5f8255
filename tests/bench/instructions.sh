#!/bin/bash
# instructions.sh SUBJECT…: how many instructions an operation takes, counted by callgrind: the program with the workload
# minus the program without, by the number of operations. Not time: a count that is the same on each run.
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

echo "| instructions |$(printf ' %s |' "$@")"
echo "| --- |$(printf ' --: |%.0s' "$@")"
while IFS=$'\t' read -r what workload filter operations; do
  echo -n "| $what |"
  for chapter in "$@"; do
    program=build/bench/bin/$chapter/$workload
    # In chapter 5 every call waits for sysmon.
    if [ ! -x "$program" ] || [ "$chapter $workload" = "chapter-5 w1-syscall" ]; then
      echo -n ' – |'
      continue
    fi
    with=$(count "$program" "$filter") without=$(count "$program" nothing)
    echo -n " $([ -n "$with$without" ] && echo $(((with - without) / operations)) || echo –) |"
  done
  echo
done <<'ROWS'
a RawSyscall and a Syscall	w1-syscall	^W1	200000
a switch by gosched	w2-switch	gosched	400000
a switch by an unbuffered channel	w2-switch	chan	400000
to start and finish a goroutine	w3-start	waves/P/1	200000
ROWS
