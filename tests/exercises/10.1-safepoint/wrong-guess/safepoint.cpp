// Near our own frame is where the signal has interrupted it.
#include <acquirem.hpp>
#include <m.hpp>
#include <gstates.hpp>
#include <preempt.hpp>

namespace rt {

bool isAsyncSafePoint(G* gp, uintptr_t sp) {
  char here;
  auto at = reinterpret_cast<uintptr_t>(&here);
  bool own = gp && (gp->stack.lo <= sp && sp < gp->stack.hi ||
              (gp->stack.lo <= at && at < gp->stack.hi));
  return own &&
         gp->goid != 0 &&
         gp->atomicstatus.load(memory_order_relaxed) == Grunning &&
         mlocks() == 0;
}

bool wantAsyncPreempt(G* gp) {
  P* pp = gp->m->p;
  return pp && pp->preempt.load(memory_order_relaxed);
}

}  // namespace rt
