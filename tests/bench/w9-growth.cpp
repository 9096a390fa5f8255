// W9: what an operation costs with one goroutine, ten, a hundred … a million; and with more
// and more Ps.
#include <algorithm>
#include <waitgroup.hpp>

#include "bench.hpp"

// Everybody yields, in turn.
static void switches(bench::State& state) {
  int n = static_cast<int>(state.range(0));
  int each = std::max(3, 300'000 / n);
  double ns = 0;
  for (auto _ : state) {
    bench::inside(1, [&] {
      rt::WaitGroup begun, finished;
      bool go = false;
      begun.Add(n);
      finished.Add(n);
      for (int i = 0; i < n; i++) {
        rt::go([&] {
          begun.Done();
          while (!go) rt::gosched();
          for (int k = 0; k < each; k++) rt::gosched();
          finished.Done();
        });
      }
      begun.Wait();
      int64_t start = bench::nanotime();
      go = true;
      finished.Wait();
      ns = static_cast<double>(bench::nanotime() - start) / (double(each + 1) * n);
    });
  }
  state.counters["each_ns"] = ns;
}

static void starts(bench::State& state) {
  int n = static_cast<int>(state.range(0));
  int waves = std::max(2, 200'000 / n);
  double ns = 0;
  for (auto _ : state) {
    ns = bench::inside(1, [&] {
      for (int i = 0; i < waves; i++) {
        rt::WaitGroup group;
        group.Add(n);
        for (int j = 0; j < n; j++) rt::go([&] { group.Done(); });
        group.Wait();
      }
    });
  }
  state.counters["each_ns"] = ns / (double(waves) * n);
}

static double calls(int procs, int n) {
  int each = std::max(2, 300'000 / n);
  double ns = bench::inside(procs, [&] {
    rt::WaitGroup group;
    group.Add(n);
    for (int i = 0; i < n; i++) {
      rt::go([&] {
        for (int k = 0; k < each; k++) rt::OwnSyscall(SYS_getppid, 0, 0, 0);
        group.Done();
      });
    }
    group.Wait();
  });
  return ns / (double(each) * n);
}
static void callsofmany(bench::State& state) {
  for (auto _ : state) state.counters["each_ns"] = calls(1, static_cast<int>(state.range(0)));
}
static void callsonmany(bench::State& state) {
  if (!bench::has(2)) return state.SkipWithError("one P");
  for (auto _ : state) state.counters["each_ns"] = calls(static_cast<int>(state.range(0)), 1000);
}

BENCHMARK(switches)->Name("W9/switch/N")->RangeMultiplier(10)->Range(1, 1'000'000)->Iterations(1);
BENCHMARK(starts)->Name("W9/start/N")->RangeMultiplier(10)->Range(1, 1'000'000)->Iterations(1);
BENCHMARK(callsofmany)->Name("W9/call/N")->RangeMultiplier(10)->Range(1, 1'000'000)->Iterations(1);
BENCHMARK(callsonmany)->Name("W9/call/P")->RangeMultiplier(2)->Range(1, 64)->Iterations(1);
BENCHMARK_MAIN();
