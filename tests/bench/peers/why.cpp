// Where the time goes: each effect beside its absence. make bench-why
#include <benchmark/benchmark.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>

#include <algorithm>
#include <atomic>
#include <clock.hpp>
#include <cstdint>
#include <random>
#include <thread>
#include <vector>

#include "bare.hpp"

using benchmark::DoNotOptimize;
using benchmark::State;

// --- The first `ret` after SYSCALL: some kernels empty the stack of return addresses on entry ---

extern "C" long getppid_by_ret();  // a stub that ends in `ret`
extern "C" long getppid_by_jmp();  // one that pops its return address and jumps there
asm(R"(
        .text
        .balign 16
getppid_by_ret:
        movl    $110, %eax
        syscall
        ret
        .balign 16
getppid_by_jmp:
        movl    $110, %eax
        syscall
        popq    %rcx
        jmp     *%rcx
)");

static void syscall_inline(State& state) {
  for (auto _ : state) {
    long rax = SYS_getppid;
    asm volatile("syscall" : "+a"(rax) : : "rcx", "r11", "memory");
  }
}
static void syscall_by_jmp(State& state) {
  for (auto _ : state) DoNotOptimize(getppid_by_jmp());
}
static void syscall_by_ret(State& state) {
  for (auto _ : state) DoNotOptimize(getppid_by_ret());
}
[[gnu::noinline]] static long deeper() {
  long rax = getppid_by_ret();
  asm volatile("");  // not a tail call
  return rax;
}
static void syscall_by_two_rets(State& state) {
  for (auto _ : state) DoNotOptimize(deeper());
}
BENCHMARK(syscall_inline)->Name("SYSCALL/in a loop");
BENCHMARK(syscall_by_jmp)->Name("SYSCALL/in a stub that ends in jmp");
BENCHMARK(syscall_by_ret)->Name("SYSCALL/in a stub that ends in ret");
BENCHMARK(syscall_by_two_rets)->Name("SYSCALL/… called by a function");

// --- One locked instruction before SYSCALL, after it, and far from it ----------------------------

template <int before, int after>
static void locked(State& state) {
  static std::atomic<uint64_t> word;
  for (auto _ : state) {
    if (before) word.fetch_add(1, std::memory_order_relaxed);
    long rax = SYS_getppid;
    asm volatile("syscall" : "+a"(rax) : : "rcx", "r11", "memory");
    if (after == 2) {  // a few hundred instructions later
      for (int i = 0; i < 100; i++) asm volatile("");
    }
    if (after) word.fetch_add(1, std::memory_order_relaxed);
  }
}
static void plain(State& state) {
  static uint64_t word;
  for (auto _ : state) {
    long rax = SYS_getppid;
    asm volatile("syscall" : "+a"(rax) : : "rcx", "r11", "memory");
    DoNotOptimize(++word);
  }
}
BENCHMARK(plain)->Name("a locked instruction/none: SYSCALL, and a plain one");
BENCHMARK(locked<1, 0>)->Name("a locked instruction/before SYSCALL");
BENCHMARK(locked<0, 1>)->Name("a locked instruction/right after it");
BENCHMARK(locked<0, 2>)->Name("a locked instruction/100 rounds of a loop after it");

// --- A chain of pointers after SYSCALL: some kernels empty the TLB -------------------------------

static void follow(State& state, size_t apart) {
  constexpr int kPointers = 8;
  alignas(4096) static void* words[kPointers * 520];
  for (int i = 0; i < kPointers; i++) words[i * apart] = &words[(i + 1) % kPointers * apart];
  for (auto _ : state) {
    DoNotOptimize(getppid_by_jmp());
    void** at = words;
    for (int i = 0; i < kPointers; i++) at = static_cast<void**>(*at);
    DoNotOptimize(at);
  }
}
BENCHMARK_CAPTURE(follow, , 8)->Name("SYSCALL, then eight pointers/on one page");
BENCHMARK_CAPTURE(follow, , 520)->Name("SYSCALL, then eight pointers/on eight pages");

// --- A stack switch that ends in `ret`, and one that ends in `jmp` -------------------------------

static void change(State& state, void (*how)(void**, void*)) {
  switches(how);
  for (auto _ : state) how(&here, there);
}
BENCHMARK_CAPTURE(change, , switch_by_jmp)->Name("two switches/by jmp");
BENCHMARK_CAPTURE(change, , switch_by_ret)->Name("two switches/by ret");

// --- How far back the CPU looks to guess where that `jmp` goes -----------------------------------

#define SWITCH_AFTER(calls)                                \
  extern "C" void switch_after_##calls(void**, void*);     \
  asm(".balign 64; switch_after_" #calls ": .rept " #calls \
      "; call nothing; .endr; change; popq"                \
      " %rcx; jmp *%rcx");                                 \
  BENCHMARK_CAPTURE(change, , switch_after_##calls)        \
      ->Name("two switches/by jmp, after " #calls " calls each")
asm(".text; nothing: ret");
SWITCH_AFTER(2);
SWITCH_AFTER(4);
SWITCH_AFTER(6);
SWITCH_AFTER(8);

// --- What an atomic operation costs that nobody else wants ---------------------------------------

static std::atomic<uint64_t> word;
static void store(State& state) {
  uint64_t x = 0;
  for (auto _ : state) word.store(x++, std::memory_order_release);
}
static void store_seq_cst(State& state) {
  uint64_t x = 0;
  for (auto _ : state) word.store(x++, std::memory_order_seq_cst);
}
static void cas(State& state) {
  uint64_t x = word;
  for (auto _ : state) word.compare_exchange_strong(x, x + 1), x++;
}
BENCHMARK(store)->Name("atomic/store, release");
BENCHMARK(store_seq_cst)->Name("atomic/store, seq_cst");
BENCHMARK(cas)->Name("atomic/compare-and-swap");

// --- Finding one's own G: a thread-local in the program itself, and behind a call ----------------

static thread_local uint64_t mine;
[[gnu::noinline]] static uint64_t* opaque() {
  asm volatile("");
  return &mine;
}
static void tls_inline(State& state) {
  for (auto _ : state) {
    uint64_t its = mine;
    DoNotOptimize(its);
  }
}
static void tls_call(State& state) {
  for (auto _ : state) {
    uint64_t its = *opaque();
    DoNotOptimize(its);
  }
}
BENCHMARK(tls_inline)->Name("thread-local/inline");
BENCHMARK(tls_call)->Name("thread-local/behind a call");

// --- How long a sleep of 20 µs takes -------------------------------------------------------------

static void naps(State& state, unsigned long slack) {
  prctl(PR_SET_TIMERSLACK, slack);  // nanoseconds; 0 brings back the default, 50,000
  timespec us20 = {0, 20'000};
  for (auto _ : state) nanosleep(&us20, nullptr);
  prctl(PR_SET_TIMERSLACK, 0);
}
BENCHMARK_CAPTURE(naps, , 0)->Name("nanosleep(20 µs)/as it is")->UseRealTime();
BENCHMARK_CAPTURE(naps, , 1)->Name("nanosleep(20 µs)/without timer slack")->UseRealTime();

// --- The first touch of a page -------------------------------------------------------------------

static void touch(State& state, bool again) {
  constexpr size_t kPages = 4096, kPage = 4096;
  auto area = static_cast<char*>(
      mmap(nullptr, kPages * kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  madvise(area, kPages * kPage, MADV_NOHUGEPAGE);
  size_t page = 0;
  for (auto _ : state) {
    if (page == kPages) {
      page = 0;
      state.PauseTiming();
      if (!again) madvise(area, kPages * kPage, MADV_DONTNEED);
      state.ResumeTiming();
    }
    area[page++ * kPage] = 1;
  }
  munmap(area, kPages * kPage);
}
BENCHMARK_CAPTURE(touch, , false)->Name("a page of a stack/the first time");
BENCHMARK_CAPTURE(touch, , true)->Name("a page of a stack/again");

// --- Two threads that write next to each other ---------------------------------------------------

static void neighbours(State& state, size_t apart) {
  static struct alignas(128) { std::atomic<uint64_t> words[32]; } line;
  std::atomic<bool> stop = false;
  std::thread rival([&] {
    while (!stop.load(std::memory_order_relaxed))
      line.words[apart].fetch_add(1, std::memory_order_relaxed);
  });
  for (auto _ : state) line.words[0].fetch_add(1, std::memory_order_relaxed);
  stop = true;
  rival.join();
}
BENCHMARK_CAPTURE(neighbours, , 1)
    ->Name("another CPU writes/into the same cache line")
    ->UseRealTime();
BENCHMARK_CAPTURE(neighbours, , 16)->Name("another CPU writes/into another one")->UseRealTime();

// --- Reading and changing what another CPU has written, record by record -------------------------

struct Record {
  Record* next;
  uint64_t rest[31];
};
static void takeover(State& state, bool linked) {
  constexpr size_t kRecords = 2048;
  static Record records[kRecords];
  std::vector<Record*> all;
  for (Record& r : records) all.push_back(&r);
  std::shuffle(all.begin(), all.end(), std::minstd_rand());
  std::atomic<int> turn = 0;  // 0: ours; 1: the other thread's; 2: over
  std::thread other([&] {
    for (int t; (t = turn.load(std::memory_order_acquire)) != 2;) {
      if (t == 0) continue;
      for (size_t i = 0; i < kRecords; i++) all[i]->next = i + 1 < kRecords ? all[i + 1] : nullptr;
      turn.store(0, std::memory_order_release);
    }
  });
  for (auto _ : state) {
    turn.store(1, std::memory_order_release);
    while (turn.load(std::memory_order_acquire) != 0) {
    }
    int64_t start = rt::nanotime();
    if (linked) {
      for (Record* r = all[0]; r; r = r->next) r->rest[0]++;
    } else {
      for (Record* r : all) r->rest[0] += r->next != nullptr;
    }
    state.SetIterationTime(static_cast<double>(rt::nanotime() - start) / kRecords / 1e9);
  }
  turn = 2;
  other.join();
}
BENCHMARK_CAPTURE(takeover, , true)
    ->Name("another CPU's records/in a linked list")
    ->UseManualTime()
    ->Iterations(500);
BENCHMARK_CAPTURE(takeover, , false)
    ->Name("another CPU's records/in an array")
    ->UseManualTime()
    ->Iterations(500);

BENCHMARK_MAIN();
