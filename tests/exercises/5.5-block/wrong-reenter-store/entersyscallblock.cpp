// Enters as every call does, and takes the P back with a plain store.
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
  P* pp = gp->m->p;
  reentersyscall(gp->syscallpc, gp->syscallsp);
  gp->m->oldp = nullptr;
  pp->status.store(Pidle, memory_order_release);
  nexttick(pp->syscalltick);
  handoffp(pp);
}

}  // namespace rt
