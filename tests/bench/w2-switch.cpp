// W2: two goroutines take turns on one P, by gosched and by an unbuffered channel.
#include <chan.hpp>

#include "bench.hpp"

constexpr int kSwitches = 400'000;

static void gosched(bench::State& state) {
  double ns = 0;
  for (auto _ : state) {
    bool done = false;
    ns = bench::inside(1, [&] {
      rt::go([&] {
        while (!done) rt::gosched();
      });
      for (int i = 0; i < kSwitches / 2; i++) rt::gosched();
      done = true;
    });
  }
  state.counters["switch_ns"] = ns / kSwitches;
}
HANDOFF_BENCH(gosched, "W2/gosched");

static void channel(bench::State& state) {
  double ns = 0;
  for (auto _ : state) {
    rt::Chan<int> there, back;
    ns = bench::inside(1, [&] {
      rt::go([&] {
        for (int x : there) back.send(x);
        back.close();
      });
      for (int i = 0; i < kSwitches / 2; i++) {
        there.send(i);
        back.recv();
      }
      there.close();
    });
  }
  state.counters["switch_ns"] = ns / kSwitches;
}
HANDOFF_BENCH(channel, "W2/chan");
BENCHMARK_MAIN();
