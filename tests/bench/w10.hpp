// What W10 measures, whether goroutines or threads run it.
#pragma once
#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <clock.hpp>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <string>

// The i-th of those that compute: every other one only spins.
inline void compute(int i, const std::atomic<bool>& stop) {
  std::map<std::string, int> map;
  while (!stop.load(std::memory_order_relaxed)) {
    if (i % 2 == 0) continue;
    char text[64];
    snprintf(text, sizeof text, "%d %f", i, static_cast<double>(map.size()));
    if (map.size() > 100) map.clear();
    try {
      map[text]++;
      throw std::runtime_error(text);
    } catch (const std::exception& e) {
      if (e.what() != std::string(text)) abort();
    }
  }
}

struct Ticks {
  int64_t start = rt::nanotime(), last = start, longest = 0;
  long count = 0;
  double seconds() const { return static_cast<double>(last - start) / 1e9; }
  void tick() {
    int64_t now = rt::nanotime();
    longest = std::max(longest, now - last);
    last = now;
    count++;
  }
};
struct Stalled {
  int64_t longest;  // ns
  long ticks;
};

// stalled(procs, computing, seconds). STALLS=60 in the environment: for a minute instead of 3 s.
inline void stalls(benchmark::State& state, Stalled (*stalled)(int, int, double)) {
  int procs = static_cast<int>(state.range(0));
  const char* seconds = getenv("STALLS");
  for (auto _ : state) {
    Stalled s = stalled(procs, std::max(procs, 2), seconds ? atof(seconds) : 3);
    state.counters["stall_ms"] = static_cast<double>(s.longest) / 1e6;
    state.counters["tick_count"] = static_cast<double>(s.ticks);
  }
}
inline void each(benchmark::internal::Benchmark* b) {
  for (int procs : {1, 2, 4}) b->Arg(procs)->Iterations(1);
}
