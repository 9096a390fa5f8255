// Is it its M that has the P?
#include <m.hpp>
#include <membarrier.hpp>
#include <take.hpp>
#include <trace_g.hpp>

namespace rt {

bool Taking::want(P* pp) {
  G* gp = pp->syscallg.load(memory_order_acquire);
  if (!gp) return false;
  uint64_t call = gp->call.load(memory_order_acquire);
  bool in = gp->back.load(memory_order_relaxed) < call;
  if (!in || gp->m->p != pp) return false;
  heavy |= gp->ownfence.load(memory_order_acquire) == 0;
  gp->wanted.store(gp->wanted.load(memory_order_relaxed) + 2, memory_order_relaxed);
  pp->wantg = gp;
  pp->wantcall = call;
  return true;
}

void Taking::fence() {
  fullfence();
  if (heavy) heavyfence();
}

bool Taking::take(P* pp) {
  G* gp = pp->wantg;
  if (gp->back.load(memory_order_relaxed) >= pp->wantcall) return false;
  trace(Ev::GoSysBlock, pp, gp, 0);
  trace(Ev::ProcSteal, pp, nullptr, 0);
  gp->m->p = nullptr;
  pp->m = nullptr;
  pp->status.store(Pidle, memory_order_relaxed);
  nexttick(pp->syscalltick);
  gp->callp.store(nullptr, memory_order_release);
  return true;
}

}  // namespace rt
