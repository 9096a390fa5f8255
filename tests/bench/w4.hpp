// What W4 is, whoever runs it: goroutines, or threads.
#pragma once
#include <benchmark/benchmark.h>

#include <cstdint>

inline uint64_t crunch(uint64_t x) {  // about a microsecond
  for (int i = 0; i < 1000; i++) x = x * 6364136223846793005u + 1442695040888963407u;
  return x;
}

struct Beside {
  double rate;     // chunks crunched, a nanosecond
  double callsms;  // blocking calls, a millisecond
  int threads;
};

// beside(procs, sleepers, sleeps)
inline void blocking(benchmark::State& state, Beside (*beside)(int, int, int)) {
  int procs = static_cast<int>(state.range(0)), sleepers = static_cast<int>(state.range(1));
  for (auto _ : state) {
    Beside alone = beside(procs, 0, 0);
    Beside both = beside(procs, sleepers, sleepers > 100 ? 20 : 50);
    state.counters["calls_per_ms"] = both.callsms;
    state.counters["retained_percent"] = 100 * both.rate / alone.rate;
    state.counters["nthreads"] = both.threads;
  }
}

inline void cases(benchmark::internal::Benchmark* b) {
  for (int sleepers : {64, 512}) b->Args({1, sleepers})->Args({2, sleepers})->Iterations(1);
}
