// Leaves oldp alone when it has another tick: that is not our call. It is nobody's P all the same.
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
  if (oldp && oldp->syscalltick.load(memory_order_relaxed) != mp->syscalltick) oldp = nullptr;
  if (!exitsyscallfast(oldp)) acquirep(waitforp());
  nexttick(mp->p->syscalltick);
  casgstatus(gp, Gsyscall, Grunning);
  gp->syscallsp = 0;
}

}  // namespace rt
