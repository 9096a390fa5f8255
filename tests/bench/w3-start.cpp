// W3: goroutines that do nothing: started and finished in waves of a thousand, and 300,000 at once,
// for the first time (stacks are new) and for the second.
#include <waitgroup.hpp>

#include "bench.hpp"

static double waves(int procs) {
  constexpr int kWaves = 200, kEach = 1000;
  double ns = bench::inside(procs, [] {
    for (int i = 0; i < kWaves; i++) {
      rt::WaitGroup group;
      group.Add(kEach);
      for (int j = 0; j < kEach; j++) rt::go([&group] { group.Done(); });
      group.Wait();
    }
  });
  return ns / (kWaves * kEach);
}

static void allwaves(bench::State& state) {
  int procs = static_cast<int>(state.range(0));
  if (!bench::has(procs)) return state.SkipWithError("one P");
  for (auto _ : state) state.counters["start_ns"] = waves(procs);
}
BENCHMARK(allwaves)->Name("W3/waves/P")->Arg(1)->Arg(2)->Iterations(1);

// All must be there before the first may end: each waits for the last to be started.
static void burst(bench::State& state) {
  constexpr int kAtOnce = 300'000;
  double first = 0, second = 0;
  if (!bench::has(static_cast<int>(state.range(0)))) return state.SkipWithError("one P");
  for (auto _ : state) {
    bench::inside(static_cast<int>(state.range(0)), [&] {
      for (double* ns : {&first, &second}) {
        int64_t start = bench::nanotime();
        rt::WaitGroup group;
        group.Add(kAtOnce);
        for (int i = 0; i < kAtOnce; i++) rt::go([&group] { group.Done(); });
        group.Wait();
        *ns = static_cast<double>(bench::nanotime() - start) / kAtOnce;
      }
    });
  }
  state.counters["first_ns"] = first;
  state.counters["second_ns"] = second;
}
BENCHMARK(burst)->Name("W3/burst/P")->Arg(1)->Arg(2)->Iterations(1);
BENCHMARK_MAIN();
