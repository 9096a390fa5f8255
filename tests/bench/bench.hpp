// What the benchmarks share. A source here knows nothing of the runtime but what a program would:
// it is compiled against each chapter that can run it.
//
// Google Benchmark calls each of them once (Iterations(1)); it measures one batch by itself, since
// what is measured happens inside of goroutines, and says what it found in counters. Repetitions
// are tests/bench/run.sh's: there all subjects take turns.
#pragma once
#include <benchmark/benchmark.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <clock.hpp>
#include <own.hpp>
#include <run.hpp>

namespace bench {

using benchmark::State;
using rt::nanotime;

// Runs f as the first goroutine, on that many Ps, and returns how long f took, in nanoseconds.
template <class F>
double inside(int procs, F f) {
  rt::ownprocs(procs);
  int64_t begin = 0, end = 0;
  rt::run([&] {
    begin = nanotime();
    f();
    end = nanotime();
  });
  return static_cast<double>(end - begin);
}

// Has this chapter that many Ps? Chapter 3 has one, whatever it is asked for.
inline bool has(int procs) { return rt::ownprocs(procs) == procs; }

#define HANDOFF_BENCH(function, name) BENCHMARK(function)->Name(name)->Iterations(1)

}  // namespace bench
