#include <exitsyscall0.hpp>
#include <exitsyscallfast.hpp>
#include <gstatus.hpp>
#include <spin.hpp>
#include <trace_g.hpp>

namespace rt {

// The same stages as in chapter 6. New is [4]: without a P the goroutine goes to g0 and queues.
// Go 1.21: runtime/proc.go, exitsyscall
void exitsyscall() {
  G* gp = getg();
  M* mp = gp->m;
  P* oldp = mp->oldp;  // [1]
  mp->oldp = nullptr;
  if (exitsyscallfast(oldp)) {           // [2], [3]
    casgstatus(gp, Gsyscall, Grunning);  // [6]
  } else {
    mcall(exitsyscall0);  // [4] returns when somebody runs us again, perhaps on another thread:
                          // mp is stale
  }
  nexttick(gp->m->p->syscalltick);  // [5]
  gp->syscallsp = 0;
}

}  // namespace rt
