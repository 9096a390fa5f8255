#!/bin/bash
# peers.sh GO…: builds what the chapters are measured against, as far as it is installed, into build/bench/bin; says
# what is missing. peers.sh list: those that are there.
cd "$(dirname "$0")/../.." || exit 2
bin=build/bench/bin
mkdir -p $bin
if [ "$1" = list ]; then
  find $bin -mindepth 1 -maxdepth 1 -not -name 'chapter-*' -printf '%f\n' | sort -V
  exit
fi
find $bin -mindepth 1 -maxdepth 1 -not -name 'chapter-*' -exec rm -r {} +

missing() { echo "bench: no $1 here, so no figures for it. To install it: $2" >&2; }

# peer NAME HEADER PACKAGE: its program has a name for each workload that it has a row of.
peer() {
  local program=build/bench/peer-$1 w
  if ! echo "#include <$2>" | ${CXX:-g++} -x c++ -E - >/dev/null 2>&1; then
    missing "$1" "apt-get install $3"
    return
  fi
  make -s "$program" || exit
  mkdir -p "$bin/$1"
  for source in tests/bench/w*.cpp; do
    w=$(basename "$source" .cpp)
    if "$program" --benchmark_list_tests --benchmark_filter="^W$(tr -dc 0-9 <<<"${w%%-*}")(/|\$)" 2>/dev/null | grep -q ^W; then
      ln -s "$PWD/$program" "$bin/$1/$w"
    fi
  done
}
peer floor benchmark/benchmark.h libbenchmark-dev
peer pthreads pthread.h libc6-dev
peer boost boost/fiber/all.hpp "libboost-fiber-dev libboost-context-dev"
peer tbb tbb/task_group.h libtbb-dev

[ $# != 0 ] || missing Go "apt-get install golang-1.21-go (Debian 12: from bookworm-backports)"
for go in "$@"; do
  "$go" version >/dev/null 2>&1 || { echo "bench: GO=$go is no Go: it does not answer to \"version\"." >&2; exit 2; }
  version=$("$go" version | sed -E 's/.*go([0-9]+\.[0-9]+).*/\1/')
  program=$PWD/build/bench/go-$version
  (cd tests/bench/go && GOFLAGS=-mod=mod GOTOOLCHAIN=local "$go" build -o "$program" .) || exit
  mkdir -p "$bin/go-$version"
  for source in tests/bench/w*.cpp; do
    w=$(basename "$source" .cpp)
    ! grep -q "\"$w\"" tests/bench/go/bench.go || ln -sf "$program" "$bin/go-$version/$w"
  done
done
