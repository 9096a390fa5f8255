// W10: the longest that either of two tickers goes without a tick, beside goroutines that compute
// and never yield: in endless loops that do nothing, or that allocate, format, throw and catch.
#include <atomic>
#include <waitgroup.hpp>

#include "bench.hpp"
#include "w10.hpp"

static Stalled stalled(int procs, int computing, double seconds) {
  Ticks ticks[2];
  std::atomic<bool> stop = false;
  bench::inside(procs, [&] {
    rt::WaitGroup all;
    all.Add(2 + computing);
    for (int i = 0; i < computing; i++) rt::go([&, i] { compute(i, stop), all.Done(); });
    for (auto& mine : ticks) {
      rt::go([&] {
        timespec ms = {0, 1'000'000};
        while (mine.seconds() < seconds) {
          rt::OwnSyscall(SYS_nanosleep, reinterpret_cast<uintptr_t>(&ms), 0, 0);
          mine.tick();
        }
        stop = true;
        all.Done();
      });
    }
    all.Wait();
  });
  return {std::max(ticks[0].longest, ticks[1].longest), ticks[0].count + ticks[1].count};
}

static void goroutines(bench::State& state) {
  if (CHAPTER < 10) return state.SkipWithError("nobody is preempted");
  stalls(state, stalled);
}
BENCHMARK(goroutines)->Name("W10/P")->Apply(each);
BENCHMARK_MAIN();
