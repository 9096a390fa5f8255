#include <exitsyscall0.hpp>
#include <exitsyscallfast.hpp>
#include <gstatus.hpp>
#include <spin.hpp>
#include <trace_g.hpp>

namespace rt {

// Go 1.21: runtime/proc.go, exitsyscall
void exitsyscall() {
  G* gp = getg();
  M* mp = gp->m;
  P* oldp = mp->oldp;
  mp->oldp = nullptr;
  if (exitsyscallfast(oldp)) {
    casgstatus(gp, Gsyscall, Grunning);
  } else {
    mcall(exitsyscall0);  // returns when somebody runs us again, perhaps on another thread: mp is
                          // stale
  }
  nexttick(gp->m->p->syscalltick);
  gp->syscallsp = 0;
}

}  // namespace rt
