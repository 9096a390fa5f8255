#!/bin/bash
# What `make` alone says: the chapters and the commands.
bold="" plain=""
[ -t 1 ] && [ -z "$NO_COLOR" ] && bold=$'\033[1m' plain=$'\033[0m'

echo "${bold}Handoff${plain}: how Go makes a system call, rebuilt in C++, one chapter at a time."
echo
for chapter in "$@"; do
  n=${chapter%%-*}
  title=$(sed -n '1s/^# Chapter [0-9]*: //p' "chapters/$chapter/README.md" 2>/dev/null)
  ran=
  [ -x "build/g++/chapter-${n#0}/program" ] && ran="  (built)"
  printf '  make chapter-%-3s %s%s\n' "${n#0}" "${title:-$chapter}" "$ran"
done
cat <<TEXT

  make chapter-N [ARGS="…"]   build and run chapter N's program
  make test, test-N           all tests, or chapter N's
  make exercises              every exercise (chapters/*/exercises), done or not, and the next one
  make exercise-N.K           check your answer; hint-N.K, solution-N.K, reset-N.K, watch-N.K
  make mine-N [ARGS="…"]      chapter N's program with your right answers in it; mine-trace-N, mine-debug-N
  make files-N, diff-N        what chapter N's program is made of, and what it rewrote
  make snapshot-N             the same as one flat folder, to read or to hack on (MINE=1: with your answers)
  make trace-N, debug-N       a timeline of a run; gdb with goroutines
  make book, book-serve       the book as a site, and where to read it
  make bench, bench-why       each workload against each chapter, Go and others; single effects
  make doctor                 what this machine is, and what is missing
  make check, check-all       what CI runs; the long form
  CXX=clang++-16, DEBUG=1, SANITIZE=address|thread|undefined, V=1 go with all of them.

Start with make chapter-1, and book/README.md beside it.
TEXT
