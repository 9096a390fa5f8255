// Nobody holds the lock.
#include <acquirem.hpp>
#include <m.hpp>
#include <gstates.hpp>
#include <preempt.hpp>
#include <sched.hpp>

namespace rt {

bool isAsyncSafePoint(G* gp, uintptr_t sp) {
  auto& key = reinterpret_cast<std::atomic<uint32_t>&>(sched.lock);
  return gp && gp->goid != 0 &&
         gp->stack.lo <= sp && sp < gp->stack.hi &&
         gp->atomicstatus.load(memory_order_relaxed) == Grunning &&
         key.load(memory_order_relaxed) == 0;
}

bool wantAsyncPreempt(G* gp) {
  P* pp = gp->m->p;
  return pp && pp->preempt.load(memory_order_relaxed);
}

}  // namespace rt
