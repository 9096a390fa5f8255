#include <entersyscall.hpp>
#include <extend.hpp>
#include <gstatus.hpp>
#include <proc.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

// No waiting for sysmon to find out: the P is handed off before the call. In 1.21 the goroutine was
// in Gsyscall by then. Now that would offer the P to everybody while we are giving it away, so the
// state comes last, and for a moment the goroutine runs without a P.
// Go 1.27: runtime/proc.go, entersyscallblock
[[gnu::noinline]] void entersyscallblock() {
  G* gp = self("SyscallBlock");
  gp->syscallpc = reinterpret_cast<uintptr_t>(__builtin_return_address(0));
  gp->syscallsp = reinterpret_cast<uintptr_t>(__builtin_dwarf_cfa());
  nexttick(gp->m->p->syscalltick);
  trace(Ev::GoSysCall, gp);
  trace(Ev::GoSysBlock, gp);
  handoffp(releasep());
  extendGrunningNoP();
  casgstatus(gp, Grunning, Gsyscall);
}

}  // namespace rt
