// Every thread has a g.
#include <acquirem.hpp>
#include <m.hpp>
#include <gstates.hpp>
#include <preempt.hpp>

namespace rt {

bool isAsyncSafePoint(G* gp, uintptr_t sp) {
  return gp->goid != 0 &&
         gp->stack.lo <= sp && sp < gp->stack.hi &&
         gp->atomicstatus.load(memory_order_relaxed) == Grunning &&
         mlocks() == 0;
}

bool wantAsyncPreempt(G* gp) {
  P* pp = gp->m->p;
  return pp && pp->preempt.load(memory_order_relaxed);
}

}  // namespace rt
