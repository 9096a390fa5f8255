#include <exitsyscallfast.hpp>
#include <gstatus.hpp>
#include <spin.hpp>
#include <trace_g.hpp>

namespace rt {

// The way back, each stage only if the one before has found no P:
//   [1] oldp      good for this one call; after entersyscallblock there must be none
//   [2] oldp's P  back by one compare-and-swap, if it is still in Psyscall
//   [3] an idle P
//   [4] none      waits, as in chapter 5
// And then, whichever P it is:
//   [5] the call on it is over
//   [6] Grunning  only now, since a goroutine that runs has a P
// Go 1.21: runtime/proc.go, exitsyscall
void exitsyscall() {
  G* gp = getg();
  M* mp = gp->m;
  P* oldp = mp->oldp;  // [1]
  mp->oldp = nullptr;
  if (!exitsyscallfast(oldp)) {  // [2], [3]
    acquirep(waitforp());        // [4]
    trace(Ev::GoSysExit, gp, exitPolled);
  }
  nexttick(mp->p->syscalltick);        // [5]
  casgstatus(gp, Gsyscall, Grunning);  // [6]
  gp->syscallsp = 0;
}

}  // namespace rt
