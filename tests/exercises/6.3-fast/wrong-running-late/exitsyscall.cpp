// Running before it owns the P, on the slow way only.
#include <exitsyscallfast.hpp>
#include <gstatus.hpp>
#include <spin.hpp>
#include <trace_g.hpp>

namespace rt {

void exitsyscall() {
  G* gp = getg();
  M* mp = gp->m;
  P* oldp = mp->oldp;
  mp->oldp = nullptr;
  if (!exitsyscallfast(oldp)) {
    P* pp = waitforp();
    casgstatus(gp, Gsyscall, Grunning);
    acquirep(pp);
  } else casgstatus(gp, Gsyscall, Grunning);
  nexttick(mp->p->syscalltick);
  gp->syscallsp = 0;
}

}  // namespace rt
