// The same with a thread for each goroutine.
#include <benchmark/benchmark.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>
#include <clock.hpp>

#include "../w4.hpp"

static void turns(benchmark::State& state) {
  constexpr int kSwitches = 10'000;
  double ns = 0;
  for (auto _ : state) {
    std::mutex mutex;
    std::condition_variable changed;
    int turn = 0;
    auto player = [&](int me) {
      for (int i = 0; i < kSwitches / 2; i++) {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return turn == me; });
        turn = 1 - me;
        changed.notify_one();
      }
    };
    int64_t start = rt::nanotime();
    std::thread thread(player, 1);
    player(0);
    thread.join();
    ns = static_cast<double>(rt::nanotime() - start) / kSwitches;
  }
  state.counters["switch_ns"] = ns;
}
BENCHMARK(turns)->Name("W2/chan")->Iterations(1);

static void waves(benchmark::State& state) {
  constexpr int kWaves = 3, kEach = 1000;
  double ns = 0;
  for (auto _ : state) {
    int64_t start = rt::nanotime();
    for (int i = 0; i < kWaves; i++) {
      std::vector<std::thread> all;
      for (int j = 0; j < kEach; j++) all.emplace_back([] {});
      for (auto& thread : all) thread.join();
    }
    ns = static_cast<double>(rt::nanotime() - start) / (kWaves * kEach);
  }
  state.counters["start_ns"] = ns;
}
BENCHMARK(waves)->Name("W3/waves/P:2")->Iterations(1);

static Beside beside(int procs, int sleepers, int sleeps) {
  std::atomic<bool> stop = false;
  std::atomic<uint64_t> chunks = 0;
  std::vector<std::thread> crunchers, all;
  Beside result = {};
  // As many CPUs as there are Ps.
  cpu_set_t before, set;
  CPU_ZERO(&set);
  for (int i = 0; i < procs; i++) CPU_SET(i, &set);
  sched_getaffinity(0, sizeof before, &before);
  sched_setaffinity(0, sizeof set, &set);
  int64_t begin = rt::nanotime();
  for (int i = 0; i < procs; i++) {
    crunchers.emplace_back([&] {
      uint64_t x = 1, mine = 0;
      while (!stop) {
        for (int k = 0; k < 20; k++) benchmark::DoNotOptimize(x = crunch(x));
        mine += 20;
      }
      chunks += mine;
    });
  }
  int64_t start = rt::nanotime();
  for (int i = 0; i < sleepers; i++) {
    all.emplace_back([&] {
      timespec ms = {0, 1'000'000};
      for (int k = 0; k < sleeps; k++) syscall(SYS_nanosleep, &ms, nullptr);
    });
  }
  result.threads = sleepers + procs + 1;
  if (sleepers == 0) usleep(150'000);
  for (auto& thread : all) thread.join();
  result.callsms = sleepers * sleeps / (static_cast<double>(rt::nanotime() - start) / 1e6);
  stop = true;
  for (auto& thread : crunchers) thread.join();
  result.rate = static_cast<double>(chunks) / static_cast<double>(rt::nanotime() - begin);
  sched_setaffinity(0, sizeof before, &before);
  return result;
}

BENCHMARK_CAPTURE(blocking, , beside)->Name("W4/P,N")->Apply(cases);
BENCHMARK_MAIN();
