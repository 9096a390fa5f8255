// W4: goroutines in blocking calls beside one cruncher a P. How many calls a millisecond, and how
// much of its speed does the crunching keep? Up to chapter 9 ours can not be preempted: the
// cruncher yields by itself every 10 ms, which is when Go would stop it.
#include <dirent.h>
#include <time.h>

#include <atomic>
#include <waitgroup.hpp>

#include "bench.hpp"
#include "w4.hpp"

static int threads() {
  int n = -2;  // . and ..
  DIR* dir = opendir("/proc/self/task");
  while (readdir(dir)) n++;
  return closedir(dir), n;
}

struct Crunching {
  std::atomic<bool> stop = false;
  std::atomic<uint64_t> chunks = 0;

  void operator()() {
    uint64_t x = 1, mine = 0;
    int64_t slice = bench::nanotime();
    while (!stop.load(std::memory_order_relaxed)) {
      for (int i = 0; i < 20; i++) benchmark::DoNotOptimize(x = crunch(x));
      mine += 20;
      if (CHAPTER >= 10) continue;
      if (int64_t now = bench::nanotime(); now - slice > 10'000'000) {
        rt::gosched();
        slice = bench::nanotime();
      }
    }
    chunks += mine;
  }
};

static Beside beside(int procs, int sleepers, int sleeps) {
  Crunching crunching;
  Beside result = {};
  int most = 0;
  double ns = bench::inside(procs, [&] {
    rt::WaitGroup group, crunchers;
    crunchers.Add(procs);
    for (int i = 0; i < procs; i++) {
      rt::go([&] {
        crunching();
        crunchers.Done();
      });
    }
    group.Add(sleepers);
    int64_t start = bench::nanotime();
    for (int i = 0; i < sleepers; i++) {
      rt::go([&] {
        timespec ms = {0, 1'000'000};
        for (int k = 0; k < sleeps; k++)
          rt::OwnSyscall(SYS_nanosleep, reinterpret_cast<uintptr_t>(&ms), 0, 0);
        group.Done();
      });
    }
    if (sleepers == 0) {
      while (bench::nanotime() - start < 150'000'000) rt::gosched();
    }
    group.Wait();
    result.callsms = sleepers * sleeps / (static_cast<double>(bench::nanotime() - start) / 1e6);
    most = threads();
    crunching.stop = true;
    crunchers.Wait();
  });
  result.rate = static_cast<double>(crunching.chunks.load()) / ns;
  result.threads = most;
  return result;
}

static void goroutines(bench::State& state) {
  if (!bench::has(static_cast<int>(state.range(0)))) return state.SkipWithError("one P");
  if (CHAPTER == 5 || CHAPTER == 6)
    return state.SkipWithError("beside crunchers no P is ever idle, and there is no queue yet");
  if (CHAPTER < 5 && state.range(1) > 100)
    return state.SkipWithError("a call at a time takes too long");
  blocking(state, beside);
}
BENCHMARK(goroutines)->Name("W4/P,N")->Apply(cases);
BENCHMARK_MAIN();
