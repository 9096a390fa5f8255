// Somebody has been asked, or there would be no signal.
#include <acquirem.hpp>
#include <m.hpp>
#include <gstates.hpp>
#include <preempt.hpp>

namespace rt {

bool isAsyncSafePoint(G* gp, uintptr_t sp) {
  return gp && gp->goid != 0 &&
         gp->stack.lo <= sp && sp < gp->stack.hi &&
         gp->atomicstatus.load(memory_order_relaxed) == Grunning &&
         mlocks() == 0;
}

bool wantAsyncPreempt(G* gp) {
  if (!gp->m->p) return false;
  for (int i = 0; i < gomaxprocs; i++)
    if (allp[i]->preempt.load(memory_order_relaxed)) return true;
  return false;
}

}  // namespace rt
