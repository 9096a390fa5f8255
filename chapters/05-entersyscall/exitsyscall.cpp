#include <entersyscall.hpp>
#include <gstatus.hpp>
#include <spin.hpp>
#include <trace_g.hpp>

namespace rt {

// Naive: the goroutine keeps its thread and waits for whichever P comes free. It never looks at the
// P it came with, which in most cases still lies there in Psyscall, untouched; chapter 6 does.
// Go 1.21: runtime/proc.go, exitsyscall
void exitsyscall() {
  G* gp = getg();
  M* mp = gp->m;
  mp->oldp = nullptr;
  acquirep(waitforp());
  nexttick(mp->p->syscalltick);
  trace(Ev::GoSysExit, gp, exitPolled);
  casgstatus(gp, Gsyscall, Grunning);
  gp->syscallsp = 0;
}

}  // namespace rt
