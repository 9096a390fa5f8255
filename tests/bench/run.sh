#!/bin/bash
# run.sh REPETITIONS WORKLOAD…: runs each workload of all subjects in build/bench/bin, which take turns within each
# repetition, so that a slow moment of the machine is slow for all of them. One line of JSON for each figure goes to
# build/bench/samples.jsonl; report.jq makes tables of it. SUBJECTS: only those. FILTER: only rows that match.
cd "$(dirname "$0")/../.." || exit 2
repetitions=$1
shift
out=build/bench/samples.jsonl
cd build/bench/bin || exit 2
subjects=${SUBJECTS:-$(printf '%s\n' * | sort -V)}
: >"../samples.jsonl"
total=0 done=0
for s in $subjects; do for w in "$@"; do [ -x "$s/$w" ] && total=$((total + repetitions)); done; done

# What a program of Google Benchmark prints, with its counters, or ours in Go, which prints the same.
samples() {  # SUBJECT REPETITION
  jq -c --arg subject "$1" --argjson repetition "$2" '
    .benchmarks[] | select(.error_occurred | not)
    | (.name | sub("/iterations:1$"; "") | gsub("(?<a>P|N)/(?<n>[0-9])"; "\(.a):\(.n)")) as $row
    | to_entries[] | select(.key | test("_(ns|us|ms|percent|per_ms|per_s|count)$|^bytes$|^nthreads$"))
    | {row: $row, figure: .key, subject: $subject, repetition: $repetition, value: .value}'
}

# What is new the first time needs a process of its own.
filters() {
  case ${FILTER:+given}$1 in
    given*) echo "$FILTER" ;;
    w3-start) echo '^W3/waves ^W3/burst/P/1 ^W3/burst/P/2' ;;
    *) echo "^W$(tr -dc 0-9 <<<"${1%%-*}")(/|\$)" ;;
  esac
}

for ((r = 1; r <= repetitions; r++)); do
  for w in "$@"; do
    for s in $subjects; do
      [ -x "$s/$w" ] || continue
      done=$((done + 1))
      [ ! -t 2 ] || printf '\r\033[K%d of %d: %s, %s' $done $total "$w" "$s" >&2
      for filter in $(filters "$w"); do
        timeout 120 "$s/$w" --benchmark_format=json --benchmark_filter="$filter" 2>/dev/null |
          samples "$s" "$r" >>"../samples.jsonl" || echo "$s: $w did not end well" >&2
      done
    done
  done
done
[ ! -t 2 ] || printf '\r\033[K' >&2
echo "$out: $(wc -l <../samples.jsonl) figures" >&2
