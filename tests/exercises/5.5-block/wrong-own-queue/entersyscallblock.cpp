// Hands the P off only if goroutines wait in its own queue.
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
  nexttick(pp->syscalltick);
  if (!runqempty(pp)) handoffp(pp); else { sched.lock.lock(); pidleput(pp); sched.lock.unlock(); }
}

}  // namespace rt
