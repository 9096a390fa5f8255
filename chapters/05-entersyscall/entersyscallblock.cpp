#include <entersyscall.hpp>
#include <gstatus.hpp>
#include <proc.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

// No waiting for sysmon to find out: the P is handed off before the call. oldp stays null, so that
// the way back does not look for it.
// Go 1.21: runtime/proc.go, entersyscallblock
[[gnu::noinline]] void entersyscallblock() {
  G* gp = self("SyscallBlock");
  P* pp = gp->m->p;
  gp->syscallpc = reinterpret_cast<uintptr_t>(__builtin_return_address(0));
  gp->syscallsp = reinterpret_cast<uintptr_t>(__builtin_dwarf_cfa());
  gp->m->syscalltick = pp->syscalltick.load(memory_order_relaxed);
  nexttick(pp->syscalltick);
  trace(Ev::GoSysCall, gp);
  trace(Ev::GoSysBlock, gp);
  casgstatus(gp, Grunning, Gsyscall);
  handoffp(releasep());
}

}  // namespace rt
