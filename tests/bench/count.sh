#!/bin/bash
# count.sh REPETITIONS CHAPTER GO: chapter CHAPTER's count on a tree of 100,000 small files that are all in memory, with
# two Ps, beside the same in Go, and beside find, xargs, cat and wc. One line of JSON for each run, like run.sh's.
cd "$(dirname "$0")/../.." || exit 2
repetitions=$1 chapter=$2 go=$3
tree=$PWD/build/bench/tree program=$(make -s variant)/chapter-$chapter/program
make -s "build-$chapter" || exit
if [ "$(find "$tree" -type f 2>/dev/null | wc -l)" != 100000 ]; then
  rm -rf "$tree" && mkdir -p "$tree" && cd "$tree" || exit
  for ((i = 0; i < 1000; i++)); do echo "$i"; done | xargs mkdir
  seq 100000 | awk '{ f = sprintf("%d/%d", $1 % 1000, $1); for (i = 0; i < $1 % 20; i++) print "a line of text" >f; printf "" >f; close(f) }'
  cd - >/dev/null || exit
fi

# Each must have counted the same: `LINES BYTES`.
ours() { "$program" count --procs 2 "$tree" | sed -nE 's/^count: .*lines=([0-9]+) bytes=([0-9]+).*/\1 \2/p'; }
xargs_() { find "$tree" -type f -print0 | xargs -0 cat | wc -lc | awk '{ print $1, $2 }'; }
theirs() { build/bench/"$go" count 2 "$tree"; }
want=$(xargs_)
for ((r = 1; r <= repetitions; r++)); do
  for subject in "chapter-$chapter ours" "xargs xargs_" ${go:+"$go theirs"}; do
    begin=$(date +%s%N)
    got=$(${subject#* })
    ns=$(($(date +%s%N) - begin))
    [ "$got" = "$want" ] || { echo "count: ${subject% *} says $got, and not $want" >&2 && exit 1; }
    echo "{\"row\":\"W11\",\"figure\":\"total_ms\",\"subject\":\"${subject% *}\",\"repetition\":$r,\"value\":$((ns / 1000)).0e-3}"
  done
done
