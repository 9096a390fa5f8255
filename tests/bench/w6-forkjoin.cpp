// W6: fork and join: fib(38), a goroutine for each node above 20.
#include <waitgroup.hpp>

#include "bench.hpp"
#include "w6.hpp"

static int fib(int n) {
  if (n <= 20) return serial(n);
  int left = 0;
  rt::WaitGroup group;
  group.Add(1);
  rt::go([&] {
    left = fib(n - 1);
    group.Done();
  });
  int right = fib(n - 2);
  group.Wait();
  return left + right;
}

static void forkjoin(bench::State& state) {
  if (!bench::has(static_cast<int>(state.range(0)))) return state.SkipWithError("one P");
  for (auto _ : state) {
    double ns =
        bench::inside(static_cast<int>(state.range(0)), [] { benchmark::DoNotOptimize(fib(38)); });
    state.counters["total_ms"] = ns / 1e6;
  }
}
BENCHMARK(forkjoin)->Name("W6/P")->Arg(1)->Arg(2)->Iterations(1);

static void alone(bench::State& state) {
  for (auto _ : state) {
    int64_t start = bench::nanotime();
    benchmark::DoNotOptimize(serial(38));
    state.counters["total_ms"] = static_cast<double>(bench::nanotime() - start) / 1e6;
  }
}
HANDOFF_BENCH(alone, "W6/serial");
BENCHMARK_MAIN();
