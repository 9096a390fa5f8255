// Moves the tick of the P that it had, not of the P that it has.
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
  if (!exitsyscallfast(oldp)) acquirep(waitforp());
  if (oldp) nexttick(oldp->syscalltick);
  casgstatus(gp, Gsyscall, Grunning);
  gp->syscallsp = 0;
}

}  // namespace rt
