#include <exitsyscallfast.hpp>
#include <gstatus.hpp>
#include <spin.hpp>
#include <trace_g.hpp>

namespace rt {

// Go 1.21: runtime/proc.go, exitsyscall. Without a P to be had, still chapter 5's waiting.
void exitsyscall() {
  G* gp = getg();
  M* mp = gp->m;
  P* oldp = mp->oldp;
  mp->oldp = nullptr;
  if (!exitsyscallfast(oldp)) {
    acquirep(waitforp());
    trace(Ev::GoSysExit, gp, exitPolled);
  }
  nexttick(mp->p->syscalltick);
  casgstatus(gp, Gsyscall, Grunning);
  gp->syscallsp = 0;
}

}  // namespace rt
