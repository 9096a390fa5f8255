// Takes oldp in another call for a broken invariant.
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
  if (oldp && oldp->status.load(memory_order_relaxed) == Psyscall &&
      oldp->syscalltick.load(memory_order_relaxed) != mp->syscalltick)
    fatal("exitsyscall: p%d is in another system call", oldp->id);
  if (!exitsyscallfast(oldp)) acquirep(waitforp());
  nexttick(mp->p->syscalltick);
  casgstatus(gp, Gsyscall, Grunning);
  gp->syscallsp = 0;
}

}  // namespace rt
