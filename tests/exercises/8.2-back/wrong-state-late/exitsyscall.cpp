// First a P, and then Grunning, as up to chapter 7.
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
  P* oldp = mp->oldp;
  mp->oldp = nullptr;
  P* pp = mp->p;
  if (pp) {
    casfromGsyscall(gp);
  } else if ((pp = exitsyscallTryGetP(oldp))) {
    acquirep(pp);
    casfromGsyscall(gp);
  } else {
    casfromGsyscall(gp);
    mcall(exitsyscallNoP);
    pp = gp->m->p;
    nexttick(pp->syscalltick);
    gp->syscallsp = 0;
    return;
  }
  nexttick(pp->fastexits);
  nexttick(pp->syscalltick);
  gp->syscallsp = 0;
}

}  // namespace rt
