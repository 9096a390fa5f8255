#include <entersyscall.hpp>
#include <fatal.hpp>
#include <gstatus.hpp>
#include <proc.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

// The order matters, since sysmon looks on from another thread:
//   [1] pc, sp     while we still own everything: where a debugger finds the goroutine
//   [2] Gsyscall   before the P can be taken: its next owner runs other goroutines, not this one
//   [3] sysmon     awake, or nobody would look at our P
//   [4] m.oldp     what the way back needs; p.m and m.p are cut: nobody owns this P now …
//   [5] Psyscall   … and with this store everybody may take it. All of the above comes before.
// Go 1.21: runtime/proc.go, reentersyscall
void reentersyscall(uintptr_t pc, uintptr_t sp) {
  G* gp = self("Syscall");  // only goroutines can let go of a P
  M* mp = gp->m;
  P* pp = mp->p;
  gp->syscallpc = pc;  // [1]
  gp->syscallsp = sp;
  if (sp < gp->stack.lo || gp->stack.hi < sp)
    fatal("entersyscall: goroutine %lu is not on its stack", gp->goid);
  trace(Ev::GoSysCall, gp);
  casgstatus(gp, Grunning, Gsyscall);  // [2]
  if (sched.sysmonwait.load(memory_order_relaxed)) [[unlikely]]
    wakesysmon();  // [3]
  mp->syscalltick = pp->syscalltick.load(memory_order_relaxed);
  pp->m = nullptr;  // [4]
  mp->oldp = pp;
  mp->p = nullptr;
  // release: the thread that takes the P by compare-and-swap (acquire) sees everything that its
  // last owner did with it. Go's store is seq_cst, because a stop-the-world may be looking for Ps
  // at this moment; we have none.
  pp->status.store(Psyscall, memory_order_release);  // [5]
}

// The caller's pc and sp: that is where the goroutine is, as far as others are concerned.
[[gnu::noinline]] void entersyscall() {
  reentersyscall(reinterpret_cast<uintptr_t>(__builtin_return_address(0)),
                 reinterpret_cast<uintptr_t>(__builtin_dwarf_cfa()));
}

}  // namespace rt
