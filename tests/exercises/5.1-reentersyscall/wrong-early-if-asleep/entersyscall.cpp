// Shows sysmon the call before it wakes it: the P may be taken while it is still this thread's.
#include <entersyscall.hpp>
#include <fatal.hpp>
#include <gstatus.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

void reentersyscall(uintptr_t pc, uintptr_t sp) {
  G* gp = getg();
  if (sp < gp->stack.lo || gp->stack.hi < sp)
    fatal("entersyscall: goroutine %lu is not on its stack", gp->goid);
  trace(Ev::GoSysCall, gp);
  M* mp = gp->m;
  P* pp = mp->p;
  gp->syscallsp = sp, gp->syscallpc = pc;
  mp->oldp = pp, mp->syscalltick = pp->syscalltick.load(memory_order_relaxed);
  casgstatus(gp, Grunning, Gsyscall);
  if (sched.sysmonwait.load(memory_order_relaxed)) {
    pp->status.store(Psyscall, memory_order_release);  // its first look shall find the call
    wakesysmon();
  }
  pp->m = nullptr, mp->p = nullptr;
  pp->status.store(Psyscall, memory_order_release);
}

// The caller's pc and sp.
[[gnu::noinline]] void entersyscall() {
  reentersyscall(reinterpret_cast<uintptr_t>(__builtin_return_address(0)),
                 reinterpret_cast<uintptr_t>(__builtin_frame_address(0)));
}

}  // namespace rt
