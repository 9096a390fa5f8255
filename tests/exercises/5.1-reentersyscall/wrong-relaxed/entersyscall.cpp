// The last store is relaxed: on x86 nobody sees a difference, and no rule of C++ holds any more.
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
  if (sched.sysmonwait.load(memory_order_relaxed)) wakesysmon();

  M* const mp = gp->m;
  P* const pp = mp->p;
  mp->oldp = pp;
  mp->syscalltick = pp->syscalltick.load(memory_order_relaxed);
  mp->p = nullptr;
  pp->m = nullptr;

  gp->syscallpc = pc;
  gp->syscallsp = sp;
  casgstatus(gp, Grunning, Gsyscall);

  // Everything before this line belongs to us; nothing after it does.
  pp->status.store(Psyscall, memory_order_relaxed);
}

// The caller's pc and sp.
[[gnu::noinline]] void entersyscall() {
  reentersyscall(reinterpret_cast<uintptr_t>(__builtin_return_address(0)),
                 reinterpret_cast<uintptr_t>(__builtin_frame_address(0)));
}

}  // namespace rt
