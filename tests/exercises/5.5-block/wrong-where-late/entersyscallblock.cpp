// Notes where it was called when the P is gone already.
#include <entersyscall.hpp>
#include <gstatus.hpp>
#include <proc.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

[[gnu::noinline]] void entersyscallblock() {
  G* gp = getg();
  gp->syscallpc = reinterpret_cast<uintptr_t>(__builtin_return_address(0));
  gp->syscallsp = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  gp->syscallpc = 0;
  trace(Ev::GoSysCall, gp);
  trace(Ev::GoSysBlock, gp);
  M* mp = gp->m;
  P* pp = mp->p;
  mp->oldp = nullptr;
  mp->syscalltick = pp->syscalltick.load(memory_order_relaxed);
  nexttick(pp->syscalltick);
  casgstatus(gp, Grunning, Gsyscall);
  releasep();
  handoffp(pp);
  gp->syscallpc = reinterpret_cast<uintptr_t>(__builtin_return_address(0));
}

}  // namespace rt
