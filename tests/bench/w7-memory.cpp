// W7: what a goroutine costs that only waits, in memory and in page tables.
#include <waitgroup.hpp>
#include <chan.hpp>

#include "bench.hpp"
#include "memory.hpp"

static void parked(bench::State& state) {
  int n = static_cast<int>(state.range(0));
  for (auto _ : state) {
    double before = memory(), after = 0;
    bench::inside(2, [&] {
      rt::Chan<int> gate;
      rt::WaitGroup begun, finished;
      begun.Add(n);
      finished.Add(n);
      for (int i = 0; i < n; i++) {
        rt::go([&] {
          begun.Done();
          gate.recv();
          finished.Done();
        });
      }
      begun.Wait();
      for (int i = 0; i < 100; i++) rt::gosched();
      after = memory();
      gate.close();
      finished.Wait();
    });
    state.counters["bytes"] = (after - before) / n;
  }
}
BENCHMARK(parked)->Name("W7/N")->Arg(1'000'000)->Iterations(1);
BENCHMARK_MAIN();
