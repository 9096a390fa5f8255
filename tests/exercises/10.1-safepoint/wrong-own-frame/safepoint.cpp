// Do we stand on the goroutine's stack?
#include <acquirem.hpp>
#include <m.hpp>
#include <gstates.hpp>
#include <preempt.hpp>

namespace rt {

bool isAsyncSafePoint(G* gp, uintptr_t sp) {
  (void)sp;
  auto at = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  return gp && gp->goid != 0 &&
         gp->stack.lo <= at && at < gp->stack.hi &&
         gp->atomicstatus.load(memory_order_relaxed) == Grunning &&
         mlocks() == 0;
}

bool wantAsyncPreempt(G* gp) {
  P* pp = gp->m->p;
  return pp && pp->preempt.load(memory_order_relaxed);
}

}  // namespace rt
