// Its call is over, so it is in none.
#include <acquirem.hpp>
#include <m.hpp>
#include <gstates.hpp>
#include <preempt.hpp>

namespace rt {

bool isAsyncSafePoint(G* gp, uintptr_t sp) {
  return gp && gp->goid != 0 &&
         gp->stack.lo <= sp && sp < gp->stack.hi &&
         gp->back.load(memory_order_relaxed) == gp->call.load(memory_order_relaxed) &&
         mlocks() == 0;
}

bool wantAsyncPreempt(G* gp) {
  P* pp = gp->m->p;
  return pp && pp->preempt.load(memory_order_relaxed);
}

}  // namespace rt
