// W8: how long until a goroutine runs that was made ready while another P was idle; and a ping-pong
// through two pipes with blocking read and write. Shown, not judged: the machine decides.
#include <algorithm>
#include <atomic>
#include <chan.hpp>
#include <vector>

#include "bench.hpp"

static void wakeup(bench::State& state) {
  if (!bench::has(2)) return state.SkipWithError("one P");
  std::vector<double> us;
  for (auto _ : state) {
    bench::inside(2, [&] {
      rt::Chan<int64_t> wake;
      std::atomic<int> woken = 0;
      constexpr int kTimes = 200;
      rt::go([&] {
        for (int64_t when : wake) {
          us.push_back(static_cast<double>(bench::nanotime() - when) / 1000);
          woken++;
        }
      });
      for (int i = 0; i < kTimes; i++) {
        int64_t start = bench::nanotime();  // 3 ms, in which the other P goes to sleep
        while (bench::nanotime() - start < 3'000'000) {
        }
        wake.send(bench::nanotime());
        while (woken <= i) {  // this P stays busy: another one must run the receiver
        }
      }
      wake.close();
    });
  }
  std::sort(us.begin(), us.end());
  state.counters["p50_us"] = us[us.size() / 2];
  state.counters["p99_us"] = us[us.size() * 99 / 100];
}
HANDOFF_BENCH(wakeup, "W8/wake");

static uintptr_t address(const void* p) { return reinterpret_cast<uintptr_t>(p); }

static void pipes(bench::State& state) {
  if (!bench::has(2)) return state.SkipWithError("one P");
  constexpr int kTrips = 2000;
  double ns = 0;
  for (auto _ : state) {
    int there[2], back[2];
    if (pipe(there) != 0 || pipe(back) != 0) return state.SkipWithError("pipe");
    ns = bench::inside(2, [&] {
      auto pass = [](int from, int to, bool first) {
        char byte = 0;
        for (int i = 0; i < kTrips; i++) {
          if (first) rt::OwnSyscall(SYS_write, to, address(&byte), 1);
          rt::OwnSyscall(SYS_read, from, address(&byte), 1);
          if (!first) rt::OwnSyscall(SYS_write, to, address(&byte), 1);
        }
      };
      rt::go([&] { pass(there[0], back[1], false); });
      pass(back[0], there[1], true);
    });
    for (int fd : {there[0], there[1], back[0], back[1]}) close(fd);
  }
  state.counters["round_trip_us"] = ns / kTrips / 1000;
}
HANDOFF_BENCH(pipes, "W8/pipe");
BENCHMARK_MAIN();
