#!/bin/bash
# report.sh: runs all workloads of SUBJECTS in turns, and makes tables: build/bench/bench.md and results.json.
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
