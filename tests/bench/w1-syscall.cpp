// W1: the shortest system call, by the stub alone and with everything around it.
#include <algorithm>

#include "bench.hpp"

constexpr int kCalls = 200'000;

static void syscalls(bench::State& state) {
  double raw = 0, whole = 0;
  for (auto _ : state) {
    bench::inside(1, [&] {
      // In turns, so that a slow moment of the machine is slow for both.
      constexpr int kTurns = 20;
      for (int turn = 0; turn < kTurns; turn++) {
        int64_t start = bench::nanotime();
        for (int i = 0; i < kCalls / kTurns; i++) rt::RawSyscall(SYS_getppid, 0, 0, 0);
        int64_t middle = bench::nanotime();
        for (int i = 0; i < kCalls / kTurns; i++) rt::OwnSyscall(SYS_getppid, 0, 0, 0);
        raw += static_cast<double>(middle - start) / kCalls;
        whole += static_cast<double>(bench::nanotime() - middle) / kCalls;
      }
    });
  }
  state.counters["raw_ns"] = raw;
  state.counters["call_ns"] = whole;
  state.counters["overhead_ns"] = whole - raw;
}
HANDOFF_BENCH(syscalls, "W1");
BENCHMARK_MAIN();
