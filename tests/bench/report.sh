#!/bin/bash
# report.sh: runs all workloads of SUBJECTS in turns, and makes tables: build/bench/bench.md and results.json.
# WRITE=1: the tables go into the book as well (appendix-figures.md), and a short one and a picture into README.md.
cd "$(dirname "$0")/../.." || exit 2
machine=$(tests/bench/machine.sh)
quick="w1-syscall w2-switch w3-start w4-blocking w6-forkjoin"
# shellcheck disable=SC2086
tests/bench/run.sh "${REPETITIONS:-5}" $quick && cp build/bench/samples.jsonl build/bench/all.jsonl &&
  tests/bench/run.sh 1 w5-many-calls w7-memory w8-latency w10-stalls && cat build/bench/samples.jsonl >>build/bench/all.jsonl
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
short=build/bench/short.json
jq -s "${written[@]}" -f tests/bench/short.jq build/bench/all.jsonl >$short
jq -r -f tests/bench/picture.jq $short >build/bench/figures.svg
echo
echo "The same as build/bench/bench.md; every sample is in build/bench/results.json, a picture in build/bench/figures.svg."
[ -n "$WRITE" ] || exit 0
{
  printf '# Appendix: the figures\n\n`WRITE=1 make bench` has made this page. What the workloads are: [tests/bench](../tests/bench).\n\n'
  [ "$(jq ".lines | length" $short)" = 0 ] || printf '![Bars: how many times as good as Go the last chapter is, for each workload of the table in README](img/figures.svg)\n\n'
  cat build/bench/bench.md
} >book/appendix-figures.md
[ "$(jq ".lines | length" $short)" != 0 ] || exit 0  # no Go here: README keeps what it has
cp build/bench/figures.svg book/img/figures.svg
# One file for each kind of machine, kept when another one measures.
kind=$(jq -r '.machine | split(", ")[1] | ascii_downcase | gsub("[^a-z0-9]+"; "-")' $short)
mkdir -p tests/bench/measured && cp $short "tests/bench/measured/$kind.json"
table=$(mktemp)
jq -s -r -f tests/bench/table.jq tests/bench/measured/*.json >"$table"
sed -i -e "/^<!-- figures -->/r $table" -e '/^<!-- figures -->/,/^<!-- end -->/{/^<!--/!d}' README.md
rm -f "$table"
