#!/bin/bash
# goals.sh CHAPTER: that chapter against our goals (goals.jq). Ends with `N passed, N failed`.
cd "$(dirname "$0")/../.." || exit 2
us=chapter-$1 all=build/bench/goals.jsonl
export SUBJECTS
peers=$(tests/bench/peers.sh list)
go=$(grep '^go-' <<<"$peers" | sort -V | tail -1)  # the newest that there is
: >$all
more() { tests/bench/run.sh "$@" && cat build/bench/samples.jsonl >>$all; }
SUBJECTS="$us floor boost $go"
more 7 w1-syscall w2-switch
SUBJECTS="$us floor tbb $go"
more 5 w3-start w6-forkjoin
FILTER='^W5/P/2' more 5 w5-many-calls
SUBJECTS="$us pthreads $go"
more 5 w4-blocking
SUBJECTS="$us floor"
more 3 w10-stalls  # before gigabytes are given back to the machine, which is busy with them for a while
more 3 w9-growth
SUBJECTS="$us boost"
more 1 w7-memory
tests/bench/count.sh 5 "$1" "$go" >>$all
# What the program was made from; of that, what would write a record.
mapfile -t objects < <(tr ' ' '\n' <"$(readlink build/bench/bin/"$us"/w2-switch).objects" | grep '^build/.*/chapters/')
if [ ${#objects[@]} != 0 ] && wanted=$(nm --undefined-only "${objects[@]}"); then
  grep -c trace_record <<<"$wanted" |
    jq -c --arg us "$us" '{row: "record", figure: "files_count", subject: $us, repetition: 1, value: .}' >>$all
fi

jq -s -r --arg us "$us" --arg go "$go" -f tests/bench/goals.jq $all >build/bench/judged.jsonl || exit
passed=0 failed=0
while IFS=$'\t' read -r row name figure met short; do
  if [ "$met" = true ]; then verdict=met passed=$((passed + 1)); else verdict="short by: $short" failed=$((failed + 1)); fi
  printf '%2d  %s\n      %s\n      %s\n' "$row" "$name" "$figure" "$verdict"
done < <(jq -r '[.row, .name, .figure, .met, .short] | @tsv' build/bench/judged.jsonl)
echo "$us against $go: $(tests/bench/machine.sh)"
echo "$passed passed, $failed failed"
[ $failed = 0 ]
