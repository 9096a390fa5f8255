// Under a lock nobody is preempted.
#pragma once
#include <acquirem.hpp>
#include <exitsyscall.hpp>
#include <freshline.hpp>
#include <gstatus.hpp>
#include <membarrier.hpp>
#include <sched.hpp>
#include <self.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

// How a goroutine got its P back: the arg of the trace's GoSysExit.
enum SysExit : uint32_t { exitPolled, exitOldp, exitIdle, exitQueued };

[[gnu::always_inline]] inline void reentersyscall(uintptr_t pc, uintptr_t sp) {
  G* gp = self("Syscall");  // only goroutines can let go of a P
  sched.lock.lock();
  M* mp = gp->m;
  P* pp = mp->p;
  gp->syscallpc = pc;
  gp->syscallsp = sp;
  bool more = gp->ownfence.load(memory_order_relaxed);
  if (tracing) [[unlikely]]
    trace(Ev::GoSysCall, gp), more = true;
  mp->oldp = pp;
  pp->syscallg.store(gp, memory_order_release);
  gp->callp.store(pp, memory_order_relaxed);
  gp->seen = gp->wanted.load(memory_order_relaxed) + more;
  casgstatus(gp, Grunning, Gsyscall);
  sched.lock.unlock();
  if (sched.sysmonwait.load(memory_order_relaxed)) [[unlikely]]
    wakesysmon();
  gp->call.store(gp->call.load(memory_order_relaxed) + 1, memory_order_release);
}

[[gnu::always_inline]] inline void entersyscall() {
  freshline();
  uintptr_t pc, sp;
  asm volatile("leaq (%%rip), %0\n\tmovq %%rsp, %1" : "=r"(pc), "=r"(sp));
  reentersyscall(pc, sp);
}

// The same for a call that is known to block: the P goes to another thread at once.
// Go 1.27: runtime/proc.go, entersyscallblock
void entersyscallblock();

//   [1] back    "I am back"
//   [2] fence   for the compiler. A CPU may make the load in [3] before the store in [1] is
//               visible; whoever takes a P sees to it that this does no harm
//   [3] wanted  has somebody wanted our P meanwhile? If not, it was ours all the time
// One question, and nothing but the goroutine itself is read or written, not even its P.
[[gnu::always_inline]] inline void exitsyscall() {
  G* gp = getg();
  freshline();
  gp->back.store(gp->call.load(memory_order_relaxed), memory_order_relaxed);  // [1]
  lightfence();                                                               // [2]
  // relaxed: unchanged means that nobody has written anything that we would have to see.
  if (gp->wanted.load(memory_order_relaxed) != gp->seen) [[unlikely]]
    return exitsyscallLong(gp);  // [3]
  casgstatus(gp, Gsyscall, Grunning);
}

}  // namespace rt
