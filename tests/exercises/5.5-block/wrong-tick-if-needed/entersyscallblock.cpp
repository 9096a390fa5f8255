// The tick moves on only if a goroutine waits.
#include <entersyscall.hpp>
#include <gstatus.hpp>
#include <runq.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

[[gnu::noinline]] void entersyscallblock() {
  G* gp = getg();
  gp->syscallpc = reinterpret_cast<uintptr_t>(__builtin_return_address(0));
  gp->syscallsp = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  trace(Ev::GoSysCall, gp);
  trace(Ev::GoSysBlock, gp);
  M* mp = gp->m;
  casgstatus(gp, Grunning, Gsyscall);
  P* pp = releasep();
  mp->syscalltick = pp->syscalltick.load(memory_order_relaxed);
  if (!runqempty(pp)) nexttick(pp->syscalltick);
  handoffp(pp);
}

}  // namespace rt
