// A fence for both: the store is visible before the look.
#pragma once
#include <exitsyscall.hpp>
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
  if (sched.sysmonwait.load(memory_order_relaxed)) [[unlikely]]
    wakesysmon();  // or nobody would look at our P
  M* mp = gp->m;
  P* pp = mp->p;
  gp->syscallpc = pc;  // while we still own everything
  gp->syscallsp = sp;
  if (tracing) [[unlikely]]
    trace(Ev::GoSysCall, gp);
  bool more = gp->ownfence.load(memory_order_relaxed) != 0 || tracing;
  gp->seen = gp->wanted.load(memory_order_relaxed) + more;
  gp->callp.store(pp, memory_order_relaxed);
  pp->syscallg.store(gp, memory_order_release);
  mp->oldp = pp;
  casgstatus(gp, Grunning, Gsyscall);
  gp->call.store(gp->call.load(memory_order_relaxed) + 1, memory_order_release);
}

[[gnu::always_inline]] inline void entersyscall() {
  uintptr_t pc, sp;
  asm volatile("leaq (%%rip), %0\n\tmovq %%rsp, %1" : "=r"(pc), "=r"(sp));
  reentersyscall(pc, sp);
}

// The same for a call that is known to block: the P goes to another thread at once. Given.
void entersyscallblock();

[[gnu::always_inline]] inline void exitsyscall() {
  G* gp = getg();
  gp->back.store(gp->call.load(memory_order_relaxed), memory_order_relaxed);
  fullfence();
  if (gp->wanted.load(memory_order_relaxed) == gp->seen) [[likely]]
    casgstatus(gp, Gsyscall, Grunning);
  else exitsyscallLong(gp);
}

}  // namespace rt
