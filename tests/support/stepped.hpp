// For chapter 10 and its exercises, with real threads: a signal before each instruction of what a
// goroutine does. The processor's own trap mode stops there, and its handler does what onpreempt
// does, each time. (Sanitizers hold back signals; nobody is preempted there.)
#pragma once
#include <signal.h>
#include <ucontext.h>

#include <atomic>
#include <cstdlib>
#include <lockosthread.hpp>
#include <preempt.hpp>
#include <run.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <syscall.hpp>
#include <sysmon.hpp>
#include <waitgroup.hpp>

namespace exercise {

inline std::atomic<bool> stepping;
inline std::atomic<long> steps, where;  // instructions, and those at which it was preempted
inline uint64_t preemptions() { return rt::sched.preemptions.load(rt::memory_order_relaxed); }

inline void onstepped(int, siginfo_t*, void* context) {
  auto& registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
  rt::G* gp = rt::getg();
  if (!stepping) registers[REG_EFL] &= ~0x100;  // a thread that has been left in this mode
  if (!stepping) return;
  steps++;
  if (gp && gp->m && gp->m->p) gp->m->p->preempt.store(true, rt::memory_order_relaxed);
  uint64_t before = preemptions();
  rt::doSigPreempt(gp, static_cast<uintptr_t>(registers[REG_RSP]));
  where += preemptions() != before;
}
// (The 128 bytes below the stack pointer are the caller's. Whatever thread the goroutine is on when
// it turns that off, the handler sees to it.)
inline void trapped(bool on) {
  stepping = on;
  if (on)
    asm volatile(
        "leaq -128(%%rsp), %%rsp\n\tpushfq\n\torl $0x100, (%%rsp)\n\tpopfq\n\tleaq 128(%%rsp), "
        "%%rsp" ::
            : "memory", "cc");
}

// Runs f with so many Ps, and nobody is preempted but by the test.
template <class F>
void sliced(int procs, F f) {
  rt::GOMAXPROCS(procs);
  rt::run([&] {
    rt::sched.slice.store(10'000'000'000, rt::memory_order_relaxed);
    rt::sched.shortslice.store(0, rt::memory_order_relaxed);
    f();
  });
}

// In a goroutine: once it returns a thread sleeps, and could run the P of one that is preempted.
inline void spare() {
  timespec little = {0, 1'000'000};
  rt::startTemplateThread();
  for (int32_t asleep = 0; asleep == 0;) {
    rt::SyscallBlock(SYS_nanosleep, rt::word(&little), 0, 0);
    rt::sched.lock.lock();
    asleep = rt::sched.nmidle;
    rt::sched.lock.unlock();
  }
}

// Another goroutine uses malloc, and gives way, as long as f runs. Between trapped(true) and
// trapped(false) f is interrupted before each instruction. Returns at how many of them it was
// preempted.
template <class F>
long ateach(int procs, F f) {
  steps = where = 0;
  struct sigaction action = {}, before;
  action.sa_sigaction = onstepped;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
  sigaction(SIGTRAP, &action, &before);
  sliced(procs, [&] {
    spare();
    std::atomic<bool> enough = false;
    rt::WaitGroup all;
    all.Add(1);
    rt::go([&] {
      while (!enough) {
        free(malloc(80));
        rt::gosched();
      }
      all.Done();
    });
    f();
    enough = true;
    all.Wait();
  });
  sigaction(SIGTRAP, &before, nullptr);
  return where;
}

}  // namespace exercise
