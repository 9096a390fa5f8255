// Runs, and then looks for a P.
#include <exitsyscallfast.hpp>
#include <fatal.hpp>
#include <gstatus.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <trace_g.hpp>

namespace rt {

void exitsyscall() {
  G* gp = getg();
  M* mp = gp->m;
  P* oldp = mp->oldp;
  mp->oldp = nullptr;
  casgstatus(gp, Gsyscall, Grunning);
  if (!exitsyscallfast(oldp)) acquirep(waitforp());
  nexttick(mp->p->syscalltick);
  gp->syscallsp = 0;
}

}  // namespace rt
