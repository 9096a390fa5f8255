#!/bin/bash
# report.sh: runs all workloads of SUBJECTS in turns, and makes tables: build/bench/bench.md and results.json.
# WRITE=1: the tables go into the book as well (appendix-figures.md), and a short one into README.md.
cd "$(dirname "$0")/../.." || exit 2
machine="$(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), Linux $(uname -r | cut -d- -f1)"
quick="w1-syscall w2-switch w3-start w4-blocking w5-many-calls w6-forkjoin"
# shellcheck disable=SC2086
tests/bench/run.sh "${REPETITIONS:-5}" $quick && cp build/bench/samples.jsonl build/bench/all.jsonl &&
  tests/bench/run.sh 1 w7-memory w8-latency && cat build/bench/samples.jsonl >>build/bench/all.jsonl
jq -s --arg machine "$machine" --arg date "$(date +%F)" '{date: $date, machine: $machine, samples: .}' \
  build/bench/all.jsonl >build/bench/results.json
jq -s -r -f tests/bench/report.jq --arg machine "$machine" --arg date "$(date +%F)" build/bench/all.jsonl |
  tee build/bench/bench.md
echo
echo "The same as build/bench/bench.md; every sample is in build/bench/results.json."
[ -n "$WRITE" ] || exit 0
{
  printf '# Appendix: the figures\n\n`WRITE=1 make bench` has made this page. What the workloads are: [tests/bench](../tests/bench).\n\n'
  cat build/bench/bench.md
} >book/appendix-figures.md
short=$(mktemp)
jq -s -r -f tests/bench/short.jq --arg machine "$machine" --arg date "$(date +%F)" build/bench/all.jsonl >"$short"
sed -i -e "/^<!-- figures -->/r $short" -e '/^<!-- figures -->/,/^<!-- end -->/{/^<!--/!d}' README.md
rm -f "$short"
