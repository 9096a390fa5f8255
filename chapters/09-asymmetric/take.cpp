#include <m.hpp>
#include <membarrier.hpp>
#include <take.hpp>
#include <trace_g.hpp>

namespace rt {

//   [1] which call  the number first (acquire: with it comes the P of that call), then whose P
//   [2] wanted      the goroutine sees it when it comes back, or …
//     fence
//   [3] back        … we see here that it has come back: perhaps both, never neither
//   [4] ours        in this call it can't be taken a second time. This comes last (release): the
//                   goroutine may come back and see it, without sched.taking
// If the goroutine is in its next call by now, it has come back from this one.
bool Taking::want(P* pp) {
  G* gp = pp->syscallg.load(memory_order_acquire);
  if (!gp) return false;
  uint64_t call = gp->call.load(memory_order_acquire);  // [1]
  if (gp->back.load(memory_order_relaxed) >= call || gp->callp.load(memory_order_relaxed) != pp)
    return false;
  pp->wantg = gp, pp->wantcall = call;
  if (!gp->ownfence.load(memory_order_acquire)) heavy = true;
  gp->wanted.store(gp->wanted.load(memory_order_relaxed) + 2, memory_order_relaxed);  // [2]
  return true;
}

void Taking::fence() {
  if (heavy) heavyfence();
  else fullfence();
}

bool Taking::take(P* pp) {
  G* gp = pp->wantg;
  if (gp->back.load(memory_order_relaxed) >= pp->wantcall) return false;  // [3]
  // From here to [4] its thread gets no further, and touches neither m.p nor the P.
  trace(Ev::GoSysBlock, pp, gp, 0);
  trace(Ev::ProcSteal, pp, nullptr, 0);
  pp->status.store(Pidle, memory_order_relaxed);  // nobody else has it
  gp->m->p = nullptr;
  pp->m = nullptr;
  nexttick(pp->syscalltick);
  gp->callp.store(nullptr, memory_order_release);  // [4]
  return true;
}

}  // namespace rt
