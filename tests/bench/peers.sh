#!/bin/bash
# peers.sh GO…: builds what the chapters are measured against, as far as it is installed, into build/bench/bin; says
# what is missing. peers.sh list: those that are there.
cd "$(dirname "$0")/../.." || exit 2
bin=build/bench/bin
if [ "$1" = list ]; then
  cd $bin && printf '%s\n' * | grep -v '^chapter-'
  exit 0
fi
mkdir -p $bin

missing() { echo "bench: no $1 here, so no figures for it. To install it: $2" >&2; }

# peer NAME HEADER PACKAGE LIBRARIES…: its program has a name for each workload that it has a row of.
peer() {
  local name=$1 header=$2 package=$3 program=build/bench/peer-$1
  shift 3
  rm -rf "${bin:?}/$name"
  if ! echo "#include <$header>" | g++ -x c++ -E - >/dev/null 2>&1; then
    missing "$name" "apt-get install $package"
    return
  fi
  if [ ! -x "$program" ] || [ "tests/bench/peers/$name.cpp" -nt "$program" ]; then
    g++ -std=c++20 -O2 -pthread "tests/bench/peers/$name.cpp" -o "$program" -lbenchmark "$@" || exit
  fi
  mkdir -p "$bin/$name"
  for source in tests/bench/w*.cpp; do
    w=$(basename "$source" .cpp)
    if "$program" --benchmark_list_tests --benchmark_filter="^W${w:1:1}/" | grep -q ^W ||
      "$program" --benchmark_list_tests --benchmark_filter="^W${w:1:1}" | grep -q ^W; then
      ln -sf "$PWD/$program" "$bin/$name/$w"
    fi
  done
}
peer floor benchmark/benchmark.h libbenchmark-dev
peer pthreads pthread.h libc6-dev
peer boost boost/fiber/all.hpp "libboost-fiber-dev libboost-context-dev" -lboost_fiber -lboost_context
peer tbb tbb/task_group.h libtbb-dev -ltbb

rm -rf $bin/go-*
[ $# != 0 ] || missing Go "apt-get install golang-1.21-go (Debian 12: from bookworm-backports)"
for go in "$@"; do
  version=$("$go" version | sed -E 's/.*go([0-9]+\.[0-9]+).*/\1/')
  # The newest, and 1.21, which the chapters follow.
  program=build/bench/go-$version
  if [ ! -x "$program" ] || [ tests/bench/go/bench.go -nt "$program" ]; then
    (cd tests/bench/go && GOFLAGS=-mod=mod GOTOOLCHAIN=local "$go" build -o "../../../$program" .) || exit
  fi
  mkdir -p "$bin/go-$version"
  for w in w1-syscall w2-switch w3-start w4-blocking w5-many-calls w6-forkjoin w7-memory w8-latency; do
    ln -sf "$PWD/$program" "$bin/go-$version/$w"
  done
done
exit 0
