// The floor: what the machine itself takes. W1: the SYSCALL instruction in a loop. W2: a bare
// switch between two stacks, by `jmp` and by `ret`.
#include <benchmark/benchmark.h>
#include <sys/syscall.h>
#include <time.h>

#include <cstdint>
#include <cstdlib>

static int64_t nanotime() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1'000'000'000 + t.tv_nsec;
}

static void syscalls(benchmark::State& state) {
  constexpr int kCalls = 200'000;
  double ns = 0;
  for (auto _ : state) {
    int64_t start = nanotime();
    for (int i = 0; i < kCalls; i++) {
      long rax = SYS_getppid;
      asm volatile("syscall" : "+a"(rax) : : "rcx", "r11", "memory");
    }
    ns = static_cast<double>(nanotime() - start) / kCalls;
  }
  state.counters["raw_ns"] = state.counters["call_ns"] = ns;
}
BENCHMARK(syscalls)->Name("W1")->Iterations(1);

// Saves what System V wants to survive a call on this stack, and goes on on the other.
extern "C" void switch_jmp(void** save, void* to);
extern "C" void switch_ret(void** save, void* to);
asm(R"(
        .text
        .macro  save
        pushq   %rbp
        pushq   %rbx
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        movq    %rsp, (%rdi)
        movq    %rsi, %rsp
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rbx
        popq    %rbp
        .endm
        .globl  switch_jmp
switch_jmp:
        save
        popq    %rcx
        jmp     *%rcx
        .globl  switch_ret
switch_ret:
        save
        ret
)");

static void *here, *there;
static void (*change)(void**, void*);
static void other() {
  for (;;) change(&there, here);
}

static double switches(void (*function)(void**, void*)) {
  constexpr int kSwitches = 400'000;
  static char stack[65536];
  change = function;
  auto top =
      reinterpret_cast<uintptr_t*>(reinterpret_cast<uintptr_t>(stack + sizeof stack) & ~15ul);
  top[-2] = reinterpret_cast<uintptr_t>(other);
  there = top - 8;
  int64_t start = nanotime();
  for (int i = 0; i < kSwitches / 2; i++) change(&here, there);
  return static_cast<double>(nanotime() - start) / kSwitches;
}

static void bare(benchmark::State& state) {
  for (auto _ : state) {
    state.counters["switch_ns"] = switches(switch_jmp);
    state.counters["by_ret_ns"] = switches(switch_ret);
  }
}
BENCHMARK(bare)->Name("W2/gosched")->Iterations(1);
BENCHMARK_MAIN();
