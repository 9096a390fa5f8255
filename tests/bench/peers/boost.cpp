// Boost.Fiber 1.74: its default scheduler, one thread.
#include <benchmark/benchmark.h>

#include <boost/fiber/all.hpp>
#include <vector>
#include <clock.hpp>

#include "../memory.hpp"

namespace fibers = boost::fibers;

static void yield(benchmark::State& state) {
  constexpr int kSwitches = 400'000;
  double ns = 0;
  for (auto _ : state) {
    bool done = false;
    fibers::fiber other([&] {
      while (!done) boost::this_fiber::yield();
    });
    int64_t start = rt::nanotime();
    for (int i = 0; i < kSwitches / 2; i++) boost::this_fiber::yield();
    ns = static_cast<double>(rt::nanotime() - start) / kSwitches;
    done = true;
    other.join();
  }
  state.counters["switch_ns"] = ns;
}
BENCHMARK(yield)->Name("W2/gosched")->Iterations(1);

static void channel(benchmark::State& state) {
  constexpr int kSwitches = 400'000;
  double ns = 0;
  for (auto _ : state) {
    fibers::unbuffered_channel<int> there, back;
    fibers::fiber other([&] {
      int x;
      while (there.pop(x) == fibers::channel_op_status::success) back.push(x);
    });
    int64_t start = rt::nanotime();
    for (int i = 0, x; i < kSwitches / 2; i++) {
      there.push(i);
      back.pop(x);
    }
    ns = static_cast<double>(rt::nanotime() - start) / kSwitches;
    there.close();
    other.join();
  }
  state.counters["switch_ns"] = ns;
}
BENCHMARK(channel)->Name("W2/chan")->Iterations(1);

static void waves(benchmark::State& state) {
  constexpr int kWaves = 100, kEach = 1000;
  double ns = 0;
  for (auto _ : state) {
    int64_t start = rt::nanotime();
    for (int i = 0; i < kWaves; i++) {
      int left = kEach;
      for (int j = 0; j < kEach; j++)
        fibers::fiber(std::allocator_arg, fibers::pooled_fixedsize_stack(), [&] {
          left--;
        }).detach();
      while (left > 0) boost::this_fiber::yield();
    }
    ns = static_cast<double>(rt::nanotime() - start) / (kWaves * kEach);
  }
  state.counters["start_ns"] = ns;
}
BENCHMARK(waves)->Name("W3/waves/P:1")->Iterations(1);

static void parked(benchmark::State& state) {
  constexpr int kFibers =
      20'000;  // its stacks have a guard each: a mapping, of which there are 65,530
  for (auto _ : state) {
    double before = memory();
    bool open = false;
    fibers::mutex mutex;
    fibers::condition_variable opened;
    std::vector<fibers::fiber> all;
    for (int i = 0; i < kFibers; i++) {
      all.emplace_back(std::allocator_arg, fibers::protected_fixedsize_stack(), [&] {
        std::unique_lock lock(mutex);
        opened.wait(lock, [&] { return open; });
      });
    }
    boost::this_fiber::yield();
    state.counters["bytes"] = (memory() - before) / kFibers;
    open = true;
    opened.notify_all();
    for (auto& fiber : all) fiber.join();
  }
}
BENCHMARK(parked)->Name("W7/N:100000")->Iterations(1);
BENCHMARK_MAIN();
