// Keeps oldp, for the next call to find.
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
  if (!exitsyscallfast(oldp)) acquirep(waitforp());
  nexttick(mp->p->syscalltick);
  casgstatus(gp, Gsyscall, Grunning);
  gp->syscallsp = 0;
}

}  // namespace rt
