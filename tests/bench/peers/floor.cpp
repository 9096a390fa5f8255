// The floor: what the machine itself takes. W1: the SYSCALL instruction in a loop; W5: in two
// threads. W2: a bare switch between two stacks, by `jmp` and by `ret`.
#include <benchmark/benchmark.h>
#include <sys/syscall.h>

#include <cstdint>
#include <thread>
#include <clock.hpp>

#include "../median.hpp"
#include "bare.hpp"

static void calls(int n) {
  for (int i = 0; i < n; i++) {
    long rax = SYS_getppid;
    asm volatile("syscall" : "+a"(rax) : : "rcx", "r11", "memory");
  }
}

static void syscalls(benchmark::State& state) {
  constexpr int kTurns = 200, kCalls = 1000;  // as in w1-syscall.cpp
  std::vector<double> each;
  for (auto _ : state) {
    for (int turn = 0; turn < kTurns; turn++) {
      int64_t start = rt::nanotime();
      calls(kCalls);
      each.push_back(static_cast<double>(rt::nanotime() - start) / kCalls);
    }
  }
  state.counters["raw_ns"] = state.counters["call_ns"] = median(each);
}
BENCHMARK(syscalls)->Name("W1")->Iterations(1);

static void twothreads(benchmark::State& state) {
  constexpr int kCalls = 5'000'000;
  for (auto _ : state) {
    int64_t start = rt::nanotime();
    std::thread other(calls, kCalls);
    calls(kCalls);
    other.join();
    state.counters["mcalls_per_s"] =
        2.0 * kCalls / static_cast<double>(rt::nanotime() - start) * 1000;
  }
}
BENCHMARK(twothreads)->Name("W5/P/2")->Iterations(1);

static double each(void (*how)(void**, void*)) {
  constexpr int kSwitches = 400'000;
  switches(how);
  int64_t start = rt::nanotime();
  for (int i = 0; i < kSwitches / 2; i++) how(&here, there);
  return static_cast<double>(rt::nanotime() - start) / kSwitches;
}

static void bare(benchmark::State& state) {
  for (auto _ : state) {
    state.counters["switch_ns"] = each(switch_by_jmp);
    state.counters["by_ret_ns"] = each(switch_by_ret);
  }
}
BENCHMARK(bare)->Name("W2/gosched")->Iterations(1);
BENCHMARK_MAIN();
