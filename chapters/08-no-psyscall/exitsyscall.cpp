#include <entersyscall.hpp>
#include <exitsyscall.hpp>
#include <extend.hpp>
#include <gscan.hpp>
#include <proc.hpp>
#include <spin.hpp>
#include <trace_g.hpp>

namespace rt {

// First we run again, and then we see whether we have a P:
//   [1] Grunning  by one compare-and-swap, which waits while somebody holds us. After it nobody can
//                 take our P, so that m.p tells the truth
//   [2] oldp      good for this one call; after entersyscallblock there is none
//   [3] m.p       still there: then it has been ours all the time
//   [4] lost      another one
//   [5] none      the goroutine queues, and the thread sleeps
//   [6] the call on it is over
// Go 1.27: runtime/proc.go, exitsyscall
void exitsyscall() {
  G* gp = getg();
  M* mp = gp->m;
  casfromGsyscall(gp);  // [1]
  extendGrunningNoP();
  P* oldp = mp->oldp;  // [2]
  mp->oldp = nullptr;
  P* pp = mp->p;
  if (pp) [[likely]] {  // [3]
    trace(Ev::GoSysExit, gp, exitOldp);
  } else if ((pp = exitsyscallTryGetP(oldp))) {  // [4]
    acquirep(pp);
    trace(Ev::GoSysExit, gp, pp == oldp ? exitOldp : exitIdle);
  } else {
    mcall(exitsyscallNoP);  // [5] returns when somebody runs us again, perhaps on another thread:
    pp = gp->m->p;          // mp is stale
    nexttick(pp->syscalltick);
    gp->syscallsp = 0;
    return;
  }
  nexttick(pp->fastexits);
  nexttick(pp->syscalltick);  // [6]
  gp->syscallsp = 0;
}

}  // namespace rt
