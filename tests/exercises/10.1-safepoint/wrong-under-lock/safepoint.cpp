// Nobody changes anything while we look.
#include <acquirem.hpp>
#include <m.hpp>
#include <gstates.hpp>
#include <preempt.hpp>
#include <sched.hpp>

namespace rt {

bool isAsyncSafePoint(G* gp, uintptr_t sp) {
  sched.lock.lock();
  bool safe = gp && gp->goid != 0 &&
              gp->stack.lo <= sp && sp < gp->stack.hi &&
              gp->atomicstatus.load(memory_order_relaxed) == Grunning &&
              mlocks() == 1;
  sched.lock.unlock();
  return safe;
}

bool wantAsyncPreempt(G* gp) {
  P* pp = gp->m->p;
  return pp && pp->preempt.load(memory_order_relaxed);
}

}  // namespace rt
