// W1: the shortest system call, by the stub alone and with everything around it. In many short
// turns, so that a slow moment of the machine is slow for both; medians, so that it counts in none.
#include "bench.hpp"
#include "median.hpp"

static void syscalls(bench::State& state) {
  constexpr int kTurns = 200, kCalls = 1000;
  std::vector<double> raw, whole, overhead;
  for (auto _ : state) {
    bench::inside(1, [&] {
      for (int turn = 0; turn < kTurns; turn++) {
        int64_t start = bench::nanotime();
        for (int i = 0; i < kCalls; i++) rt::RawSyscall(SYS_getppid, 0, 0, 0);
        int64_t middle = bench::nanotime();
        for (int i = 0; i < kCalls; i++) rt::OwnSyscall(SYS_getppid, 0, 0, 0);
        raw.push_back(static_cast<double>(middle - start) / kCalls);
        whole.push_back(static_cast<double>(bench::nanotime() - middle) / kCalls);
        overhead.push_back(whole.back() - raw.back());
      }
    });
  }
  state.counters["raw_ns"] = median(raw);
  state.counters["call_ns"] = median(whole);
  state.counters["overhead_ns"] = median(overhead);
}
HANDOFF_BENCH(syscalls, "W1");
BENCHMARK_MAIN();
