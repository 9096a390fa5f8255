// Takes runnext out, since it would run in this goroutine's time slice.
#include <entersyscall.hpp>
#include <fatal.hpp>
#include <gstatus.hpp>
#include <sched.hpp>
#include <spin.hpp>
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
  gp->syscallpc = pc;
  gp->syscallsp = sp;
  casgstatus(gp, Grunning, Gsyscall);
  if (sched.sysmonwait.load(memory_order_relaxed)) wakesysmon();
  mp->syscalltick = pp->syscalltick.load(memory_order_relaxed);
  pp->runnext.store(nullptr, memory_order_seq_cst);
  mp->oldp = pp;
  mp->p = nullptr;
  pp->m = nullptr;
  pp->status.store(Psyscall, memory_order_release);
}

// The caller's pc and sp.
[[gnu::noinline]] void entersyscall() {
  reentersyscall(reinterpret_cast<uintptr_t>(__builtin_return_address(0)),
                 reinterpret_cast<uintptr_t>(__builtin_frame_address(0)));
}

}  // namespace rt
