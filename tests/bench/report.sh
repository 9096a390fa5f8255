#!/bin/bash
# report.sh: runs all workloads of SUBJECTS in turns, and makes tables: build/bench/bench.md and results.json.
# WRITE=1: the tables go into the book as well (appendix-figures.md), and a short one and a picture into README.md.
cd "$(dirname "$0")/../.." || exit 2
machine=$(tests/bench/machine.sh)
quick="w1-syscall w2-switch w3-start w4-blocking w6-forkjoin"
# shellcheck disable=SC2086
tests/bench/run.sh "${REPETITIONS:-5}" $quick && cp build/bench/samples.jsonl build/bench/all.jsonl &&
  tests/bench/run.sh 1 w5-many-calls w7-memory w8-latency && cat build/bench/samples.jsonl >>build/bench/all.jsonl
jq -s --arg machine "$machine" --arg date "$(date +%F)" '{date: $date, machine: $machine, samples: .}' \
  build/bench/all.jsonl >build/bench/results.json
written=(--arg machine "$machine" --arg date "$(date +%F)")
{
  jq -s -r -f tests/bench/report.jq "${written[@]}" build/bench/all.jsonl
  echo
  printf '**Instructions**, as callgrind counts them (%s: %s).\n\n' "$(date +%F)" "$machine"
  # shellcheck disable=SC2046
  tests/bench/instructions.sh $(tr ' ' '\n' <<<"$SUBJECTS" | grep '^chapter-[0-9]*$')
} | tee build/bench/bench.md
jq -s -c -f tests/bench/short.jq build/bench/all.jsonl >build/bench/short.jsonl
jq -s -r -f tests/bench/picture.jq "${written[@]}" build/bench/short.jsonl >build/bench/figures.svg
echo
echo "The same as build/bench/bench.md; every sample is in build/bench/results.json, a picture in build/bench/figures.svg."
[ -n "$WRITE" ] || exit 0
{
  printf '# Appendix: the figures\n\n`WRITE=1 make bench` has made this page. What the workloads are: [tests/bench](../tests/bench).\n\n'
  [ ! -s build/bench/short.jsonl ] || printf '![Bars: how many times as good as Go 1.21 chapter 7 is, for each workload of the table in README](img/figures.svg)\n\n'
  cat build/bench/bench.md
} >book/appendix-figures.md
[ -s build/bench/short.jsonl ] || exit 0  # no Go here: README keeps what it has
cp build/bench/figures.svg book/img/figures.svg
table=$(mktemp)
jq -s -r -f tests/bench/table.jq "${written[@]}" build/bench/short.jsonl >"$table"
sed -i -e "/^<!-- figures -->/r $table" -e '/^<!-- figures -->/,/^<!-- end -->/{/^<!--/!d}' README.md
rm -f "$table"
