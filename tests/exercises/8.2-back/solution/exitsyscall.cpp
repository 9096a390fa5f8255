// std::exchange reads oldp and forgets it in one go.
#include <entersyscall.hpp>
#include <exitsyscall.hpp>
#include <gscan.hpp>
#include <proc.hpp>
#include <spin.hpp>
#include <trace_g.hpp>
#include <utility>

namespace rt {

void exitsyscall() {
  G* gp = getg();
  M* mp = gp->m;
  casfromGsyscall(gp);
  P* oldp = std::exchange(mp->oldp, nullptr);
  if (!mp->p) {
    if (P* pp = exitsyscallTryGetP(oldp)) acquirep(pp);
    else mp = nullptr;
  }
  if (!mp) mcall(exitsyscallNoP);  // from here on only gp.m knows which thread this is
  else nexttick(mp->p->fastexits);
  nexttick(gp->m->p->syscalltick);
  gp->syscallsp = 0;
}

}  // namespace rt
