// The floor: what the machine itself takes. W1: the SYSCALL instruction in a loop; W5: in two
// threads. W2: a bare switch between two stacks, by `jmp` and by `ret`. W3: memory for a G that is
// touched for the first time. W6: all the leaves of fork and join, on as many threads.
// W10: a tick that goes through three threads, as when a goroutine comes back from the kernel and
// needs another's P: one thread wakes up; its signal stops a second, which computes, or is itself
// waiting for a CPU; and the second wakes a third, which ticks. W9: the bare switch, from each of
// many stacks to the next: the more there are, the smaller the share that a cache holds.
#include <benchmark/benchmark.h>
#include <linux/futex.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <clock.hpp>
#include <cstdint>
#include <thread>
#include <vector>

#include "../median.hpp"
#include "../w10.hpp"
#include "../w6.hpp"
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

// All the stacks take turns. Each sets `turn`, which tells the next its number when it begins.
static std::vector<void*> stacks;
static size_t turn;
static void many(benchmark::State& state) {
  constexpr size_t kStack = 17 * 4096;  // as far apart as ours
  size_t n = static_cast<size_t>(state.range(0)), rounds = 1 + 1'000 / n;
  auto all = static_cast<char*>(mmap(nullptr, n * kStack, PROT_READ | PROT_WRITE,
                                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
  if (all == MAP_FAILED) return state.SkipWithError("mmap");
  madvise(all, n * kStack, MADV_NOHUGEPAGE);
  stacks.assign(n + 1, nullptr);  // the last one is our own
  for (size_t i = 0; i < n; i++) {
    auto top = reinterpret_cast<uintptr_t*>(all + (i + 1) * kStack);
    top[-2] = reinterpret_cast<uintptr_t>(+[] {
      for (size_t me = turn;;) switch_by_jmp(&stacks[me], stacks[turn = me + 1]);
    });
    stacks[i] = top - 8;
  }
  for (auto _ : state) {
    std::vector<double> each;
    for (size_t i = 0; i < std::max<size_t>(3, 1'000'000 / (rounds * n)); i++) {
      int64_t start = rt::nanotime();
      for (size_t k = 0; k < rounds; k++) switch_by_jmp(&stacks[n], stacks[turn = 0]);
      each.push_back(static_cast<double>(rt::nanotime() - start) /
                     static_cast<double>(rounds * (n + 1)));
    }
    state.counters["each_ns"] = median(each);
  }
  munmap(all, n * kStack);
}
BENCHMARK(many)->Name("W9/switch/N")->RangeMultiplier(10)->Range(1, 1'000'000)->Iterations(1);

// A stack is needed when a goroutine first runs, and by then others have finished and left theirs.
// What each goroutine needs new is its G.
static void gs(benchmark::State& state) {
  constexpr size_t kAtOnce = 300'000, kG = 256;  // sizeof(G) in chapter 10
  for (auto _ : state) {
    auto all = static_cast<char*>(mmap(nullptr, kAtOnce * kG, PROT_READ | PROT_WRITE,
                                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    if (all == MAP_FAILED) return state.SkipWithError("mmap");
    madvise(all, kAtOnce * kG, MADV_NOHUGEPAGE);
    int64_t start = rt::nanotime();
    for (size_t i = 0; i < kAtOnce; i++) all[i * kG] = 1;
    state.counters["first_ns"] = static_cast<double>(rt::nanotime() - start) / kAtOnce;
    munmap(all, kAtOnce * kG);
  }
}
BENCHMARK(gs)->Name("W3/burst/P")->Arg(1)->Arg(2)->Iterations(1);

static void leaves(benchmark::State& state) {
  constexpr int kLeaves = 5778;  // fib(38) takes as long as so many of fib(20)
  int threads = static_cast<int>(state.range(0));
  for (auto _ : state) {
    int64_t start = rt::nanotime();
    std::vector<std::thread> all;
    for (int i = 0; i < threads; i++) {
      all.emplace_back([=] {
        for (int k = 0; k < kLeaves / threads; k++) benchmark::DoNotOptimize(serial(20));
      });
    }
    for (auto& thread : all) thread.join();
    state.counters["total_ms"] = static_cast<double>(rt::nanotime() - start) / 1e6;
  }
}
BENCHMARK(leaves)->Name("W6/P")->Arg(1)->Arg(2)->Iterations(1);

// A thread that computes, and the one that ticks in its place.
struct Place {
  std::atomic<pid_t> tid = 0;
  std::atomic<uint32_t> asked = 0, ticked = 0;
};
static thread_local Place* place;
static void wait(std::atomic<uint32_t>& word, uint32_t value) {
  while (word == value) syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, value, nullptr);
}
static void next(std::atomic<uint32_t>& word) {
  word++;
  syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 2);  // both that may wait for a tick
}

static Stalled stalled(int, int computing, double seconds) {
  std::atomic<bool> stop = false;
  Ticks ticks;
  std::vector<Place> places(computing);
  std::vector<std::thread> all;
  signal(SIGURG, [](int) {
    uint32_t ticked = place->ticked;
    next(place->asked);
    wait(place->ticked, ticked);
  });
  for (int i = 0; i < computing; i++) {
    all.emplace_back([&, i] {
      place = &places[i];
      place->tid = gettid();
      compute(i, stop);
    });
    all.emplace_back([&, i] {
      for (uint32_t n = 0;; n++) {
        wait(places[i].asked, n);
        if (stop) return;
        ticks.tick();
        next(places[i].ticked);
      }
    });
  }
  for (auto& p : places)
    while (!p.tid) std::this_thread::yield();
  int64_t start = rt::nanotime();
  for (size_t turn = 0; static_cast<double>(rt::nanotime() - start) < seconds * 1e9; turn++) {
    timespec ms = {0, 1'000'000};
    nanosleep(&ms, nullptr);
    Place& p = places[turn % places.size()];
    uint32_t ticked = p.ticked;
    tgkill(getpid(), p.tid, SIGURG);
    wait(p.ticked, ticked);
  }
  stop = true;
  for (auto& p : places) next(p.asked);
  for (auto& thread : all) thread.join();
  return {ticks.longest, ticks.count};
}
static void threads(benchmark::State& state) { stalls(state, stalled); }
BENCHMARK(threads)->Name("W10/P")->Apply(each);
BENCHMARK_MAIN();
