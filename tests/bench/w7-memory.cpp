// W7: what a goroutine costs that only waits, in memory and in page tables.
#include <cstdio>
#include <cstring>
#include <waitgroup.hpp>
#include <chan.hpp>

#include "bench.hpp"

static double status(const char* what) {  // bytes
  FILE* file = fopen("/proc/self/status", "r");
  char line[256];
  double kib = 0;
  while (fgets(line, sizeof line, file)) {
    if (strncmp(line, what, strlen(what)) == 0) sscanf(line + strlen(what) + 1, "%lf", &kib);
  }
  return fclose(file), kib * 1024;
}

static void parked(bench::State& state) {
  int n = static_cast<int>(state.range(0));
  for (auto _ : state) {
    double before = status("VmRSS:") + status("VmPTE:"), after = 0;
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
      after = status("VmRSS:") + status("VmPTE:");
      gate.close();
      finished.Wait();
    });
    state.counters["bytes"] = (after - before) / n;
  }
}
BENCHMARK(parked)->Name("W7/N")->Arg(100'000)->Arg(1'000'000)->Iterations(1);
BENCHMARK_MAIN();
