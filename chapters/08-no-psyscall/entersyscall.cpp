#include <entersyscall.hpp>
#include <fatal.hpp>
#include <gstatus.hpp>
#include <proc.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

// The P keeps its owner's name, and its state: nothing is cut. Instead the goroutine says, by its
// own state, that the P may be taken.
//   [1] sysmon      awake, or nobody would look at our P
//   [2] pc, sp      while we still own everything: where a debugger finds the goroutine
//   [3] m.oldp      which P to try first on the way back; p.syscallg: whom the others have to hold
//   [4] Gsyscall    from this store on everybody may take the P. All of the above comes before it,
//                   and nothing of the P is touched after it.
// Go's [4] is a compare-and-swap, since its garbage collector may hold a goroutine that runs. Here
// nobody does, and a store is enough.
// Go 1.27: runtime/proc.go, reentersyscall
void reentersyscall(uintptr_t pc, uintptr_t sp) {
  G* gp = self("Syscall");  // only goroutines can let go of a P
  if (sched.sysmonwait.load(memory_order_relaxed)) [[unlikely]]
    wakesysmon();  // [1]
  M* mp = gp->m;
  P* pp = mp->p;
  gp->syscallpc = pc;  // [2]
  gp->syscallsp = sp;
  if (sp < gp->stack.lo || gp->stack.hi < sp)
    fatal("entersyscall: goroutine %lu is not on its stack", gp->goid);
  trace(Ev::GoSysCall, gp);
  mp->oldp = pp;  // [3]
  // release: whoever follows the name finds a G that has been made. More it does not promise.
  pp->syscallg.store(gp, memory_order_release);
  casgstatus(gp, Grunning, Gsyscall);  // [4], release
}

// The caller's pc and sp: that is where the goroutine is, as far as others are concerned.
[[gnu::noinline]] void entersyscall() {
  reentersyscall(reinterpret_cast<uintptr_t>(__builtin_return_address(0)),
                 reinterpret_cast<uintptr_t>(__builtin_dwarf_cfa()));
}

}  // namespace rt
