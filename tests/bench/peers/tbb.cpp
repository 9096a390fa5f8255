// oneTBB: tasks without a stack of their own.
#include <benchmark/benchmark.h>
#include <tbb/global_control.h>
#include <tbb/task_arena.h>
#include <tbb/task_group.h>
#include <clock.hpp>

#include "../w6.hpp"

static int fib(int n) {
  if (n <= 20) return serial(n);
  int left = 0;
  tbb::task_group group;
  group.run([&] { left = fib(n - 1); });
  int right = fib(n - 2);
  group.wait();
  return left + right;
}

static void forkjoin(benchmark::State& state) {
  tbb::global_control control(tbb::global_control::max_allowed_parallelism, size_t(state.range(0)));
  for (auto _ : state) {
    tbb::task_arena arena(static_cast<int>(state.range(0)));
    arena.execute([] { fib(25); });  // its threads are there now
    int64_t start = rt::nanotime();
    arena.execute([] { benchmark::DoNotOptimize(fib(38)); });
    state.counters["total_ms"] = static_cast<double>(rt::nanotime() - start) / 1e6;
  }
}
BENCHMARK(forkjoin)->Name("W6/P")->Arg(1)->Arg(2)->Iterations(1);

static void waves(benchmark::State& state) {
  constexpr int kWaves = 200, kEach = 1000;
  tbb::global_control control(tbb::global_control::max_allowed_parallelism, size_t(state.range(0)));
  double ns = 0;
  for (auto _ : state) {
    tbb::task_arena arena(static_cast<int>(state.range(0)));
    arena.execute([&] {
      int64_t start = rt::nanotime();
      for (int i = 0; i < kWaves; i++) {
        tbb::task_group group;
        for (int j = 0; j < kEach; j++) group.run([] {});
        group.wait();
      }
      ns = static_cast<double>(rt::nanotime() - start) / (kWaves * kEach);
    });
  }
  state.counters["start_ns"] = ns;
}
BENCHMARK(waves)->Name("W3/waves/P")->Arg(1)->Arg(2)->Iterations(1);
BENCHMARK_MAIN();
