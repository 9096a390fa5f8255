// Waits for a P, as chapter 5 did, and never queues.
#include <entersyscall.hpp>
#include <exitsyscall.hpp>
#include <gscan.hpp>
#include <proc.hpp>
#include <spin.hpp>
#include <trace_g.hpp>
#include <yield.hpp>

namespace rt {

void exitsyscall() {
  G* gp = getg();
  M* mp = gp->m;
  casfromGsyscall(gp);
  P* oldp = mp->oldp;
  mp->oldp = nullptr;
  P* pp = mp->p;
  if (!pp) {
    while (!(pp = exitsyscallTryGetP(oldp))) osyield();
    acquirep(pp);
  }
  nexttick(pp->fastexits);
  nexttick(pp->syscalltick);
  gp->syscallsp = 0;
}

}  // namespace rt
