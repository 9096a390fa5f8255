#include <exitsyscall0.hpp>
#include <exitsyscallfast.hpp>
#include <gstatus.hpp>
#include <spin.hpp>
#include <trace_g.hpp>

namespace rt {

// The way back, each stage only if the one before has found no P:
//   [1] oldp      good for this one call; after entersyscallblock there must be none
//   [2] oldp's P  back by one compare-and-swap, if it is still in Psyscall
//   [3] an idle P
//   [4] none      the goroutine queues, and the thread sleeps
// And then, whichever P it is:
//   [5] the call on it is over
//   [6] Grunning  only now, since a goroutine that runs has a P; after [4] execute has done it
// Go 1.21: runtime/proc.go, exitsyscall
void exitsyscall() {
  G* gp = getg();
  M* mp = gp->m;
  P* oldp = mp->oldp;  // [1]
  mp->oldp = nullptr;
  if (exitsyscallfast(oldp)) {
    casgstatus(gp, Gsyscall, Grunning);  // [2] or [3] has found one: [6]
  } else {
    mcall(exitsyscall0);  // [4] returns when somebody runs us again, perhaps on another thread:
                          // mp is stale
  }
  nexttick(gp->m->p->syscalltick);  // [5]
  gp->syscallsp = 0;
}

}  // namespace rt
