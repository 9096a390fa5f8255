#include <gstatus.hpp>
#include <proc.hpp>
#include <trace_g.hpp>

namespace rt {

// Go 1.21: runtime/proc.go, execute
void execute(G* gp) {
  M* mp = getg()->m;
  mp->curg = gp;
  gp->m = mp;
  casgstatus(gp, Grunnable, Grunning);
  if (!gp->stack.lo) attachstack(gp);
  trace(Ev::GoStart, gp);
  gogo(gp);
}

// Go 1.21: runtime/proc.go, dropg
void dropg() {
  M* mp = getg()->m;
  mp->curg->m = nullptr;
  mp->curg = nullptr;
}

}  // namespace rt
