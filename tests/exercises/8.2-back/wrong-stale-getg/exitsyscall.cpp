// Asks the M, by the name it had before mcall, for its P: on another thread that is null.
#include <entersyscall.hpp>
#include <exitsyscall.hpp>
#include <gscan.hpp>
#include <proc.hpp>
#include <spin.hpp>
#include <trace_g.hpp>

namespace rt {

void exitsyscall() {
  G* gp = getg();
  M* mp = gp->m;
  casfromGsyscall(gp);
  P* oldp = mp->oldp;
  mp->oldp = nullptr;
  P* pp = mp->p;
  if (pp) {
    trace(Ev::GoSysExit, gp, exitOldp);
  } else if ((pp = exitsyscallTryGetP(oldp))) {
    acquirep(pp);
    trace(Ev::GoSysExit, gp, pp == oldp ? exitOldp : exitIdle);
  } else {
    mcall(exitsyscallNoP);
    if (!(pp = mp->p)) pp = gp->m->p;
    nexttick(pp->syscalltick);
    gp->syscallsp = 0;
    return;
  }
  nexttick(pp->fastexits);
  nexttick(pp->syscalltick);
  gp->syscallsp = 0;
}

}  // namespace rt
