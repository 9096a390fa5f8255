#!/bin/bash
# goals.sh: chapter 7 against its goals. Ends with `N passed, N failed`; a row that tests/bench/waived.txt gives a
# reason for ("ROW: reason") is waived where it is not met and the floor beside it does not meet it either.
cd "$(dirname "$0")/../.." || exit 2
all=build/bench/goals.jsonl
export SUBJECTS
peers=$(tests/bench/peers.sh list)
# Of Go the version that the chapters follow, and the newest there is.
go=$({ echo go-1.21; grep '^go-' <<<"$peers" | sort -V | tail -1; } | sort -u)
: >$all
more() { tests/bench/run.sh "$@" && cat build/bench/samples.jsonl >>$all; }
SUBJECTS="chapter-7 chapter-7-without-tracing $(grep -v '^go-' <<<"$peers") $go"
more 7 w1-syscall w2-switch
more 3 w3-start w6-forkjoin
FILTER='^W5/P/2' more 3 w5-many-calls
SUBJECTS="chapter-7 pthreads go-1.21"
more 3 w4-blocking
SUBJECTS="chapter-7 boost"
more 1 w7-memory
SUBJECTS=chapter-7
more 3 w9-growth

passed=0 failed=0 waived=0 reasons=
while IFS=$'\t' read -r row name goal figure met excused short; do
  if [ "$met" = true ]; then
    verdict=met passed=$((passed + 1))
  elif [ "$excused" = true ] && reason=$(grep -m1 "^$row: " tests/bench/waived.txt 2>/dev/null); then
    verdict="short by: $short (waived)" waived=$((waived + 1)) reasons+="${reasons:+; }$reason"
  else
    verdict="short by: $short" failed=$((failed + 1))
  fi
  printf '%2d  %s: %s\n      goal  %s\n      %s\n' "$row" "$name" "$figure" "$goal" "$verdict"
done < <(jq -s -r -f tests/bench/goals.jq $all | jq -r '[.row, .name, .goal, .figure, .met, .excused, .short] | @tsv')
if [ $waived = 0 ]; then echo "$passed passed, $failed failed"; else
  echo "$passed passed, $failed failed, $waived waived: $reasons"
fi
[ $failed = 0 ]
