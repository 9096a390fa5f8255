#include <acquirem.hpp>
#include <clock.hpp>
#include <entersyscall.hpp>
#include <extend.hpp>
#include <proc.hpp>
#include <spin.hpp>

namespace rt {

// Does not wait for sysmon to notice: it hands off the P before the call. Then there is nothing to
// take, and nobody needs a fence.
void entersyscallgiven(uintptr_t pc, uintptr_t sp) {
  G* gp = getg();
  Unpreempted p;
  M* mp = gp->m;
  gp->syscallpc = pc;
  gp->syscallsp = sp;
  nexttick(mp->p->syscalltick);
  trace(Ev::GoSysCall, gp);
  trace(Ev::GoSysBlock, gp);
  handoffp(releasep());
  extendGrunningNoP();
  if (gp->foreseen) mp->given = nanotime();  // waking a thread takes longer than a short call
  mp->oldp = nullptr;
  gp->callp.store(nullptr, memory_order_relaxed);
  gp->seen = gp->wanted.load(memory_order_relaxed) + 1;  // not the short way back
  casgstatus(gp, Grunning, Gsyscall);
  gp->call.store(gp->call.load(memory_order_relaxed) + 1, memory_order_release);
}

// Go 1.27: runtime/proc.go, entersyscallblock
[[gnu::noinline]] void entersyscallblock() {
  self("SyscallBlock");
  entersyscallgiven(reinterpret_cast<uintptr_t>(__builtin_return_address(0)),
                    reinterpret_cast<uintptr_t>(__builtin_dwarf_cfa()));
}

}  // namespace rt
