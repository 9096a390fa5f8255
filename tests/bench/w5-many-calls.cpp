// W5: a thousand goroutines, each in ten thousand short system calls.
#include <waitgroup.hpp>

#include "bench.hpp"

static void calls(bench::State& state) {
  // In chapter 5 every call waits for sysmon.
  constexpr int kGoroutines = 1000, kCalls = CHAPTER == 5 ? 10 : 10'000;
  double ns = 0;
  if (!bench::has(static_cast<int>(state.range(0)))) return state.SkipWithError("one P");
  for (auto _ : state) {
    ns = bench::inside(static_cast<int>(state.range(0)), [] {
      rt::WaitGroup group;
      group.Add(kGoroutines);
      for (int i = 0; i < kGoroutines; i++) {
        rt::go([&] {
          for (int k = 0; k < kCalls; k++) rt::OwnSyscall(SYS_getppid, 0, 0, 0);
          group.Done();
        });
      }
      group.Wait();
    });
  }
  state.counters["mcalls_per_s"] = kGoroutines * kCalls / ns * 1000;
}
BENCHMARK(calls)->Name("W5/P")->Arg(1)->Arg(2)->Iterations(1);
BENCHMARK_MAIN();
