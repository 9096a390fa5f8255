#include <fatal.hpp>
#include <preempt.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <thisp.hpp>
#include <trace_g.hpp>

namespace rt {

// Go 1.21: runtime/proc.go, acquirep and wirep
void acquirep(P* pp) {
  M* mp = getg()->m;
  // relaxed: we got pp through a lock, a note or a compare-and-swap, which ordered all that its
  // last owner did
  if (mp->p || pp->m || pp->status.load(memory_order_relaxed) != Pidle) {
    fatal("wirep: p%d has m%d and status %u", pp->id, pp->m ? pp->m->id : -1,
          pp->status.load(memory_order_relaxed));
  }
  if (mp->procid == 0) mp->procid = threadid(), unblocksig();
  mp->p = pp;
  setthisp(pp);
  pp->m = mp;
  pp->tid.store(mp->procid, memory_order_relaxed);
  newturn(pp);
  pp->status.store(Prunning, memory_order_relaxed);
  trace(Ev::ProcStart, pp, nullptr, static_cast<uint32_t>(mp->id));
}

// Go 1.21: runtime/proc.go, releasep
P* releasep() {
  M* mp = getg()->m;
  P* pp = mp->p;
  if (!pp || pp->m != mp || pp->status.load(memory_order_relaxed) != Prunning)
    fatal("releasep: invalid p state");
  trace(Ev::ProcStop, pp, nullptr, static_cast<uint32_t>(mp->id));
  mp->p = nullptr;
  pp->m = nullptr;
  pp->status.store(Pidle, memory_order_relaxed);  // whoever gets it next: see acquirep
  return pp;
}

}  // namespace rt
