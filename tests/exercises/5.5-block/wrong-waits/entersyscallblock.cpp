// Leaves the P in Psyscall, as entersyscall does: then sysmon has to find it.
#include <entersyscall.hpp>
#include <gstatus.hpp>
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
  P* pp = mp->p;
  pp->m = nullptr, mp->p = nullptr;
  mp->syscalltick = pp->syscalltick.load(memory_order_relaxed);
  nexttick(pp->syscalltick);
  pp->status.store(Psyscall, memory_order_release);
}

}  // namespace rt
