#include <m.hpp>
#include <take.hpp>
#include <trace_g.hpp>

namespace rt {

//   [1] which call  the number first (acquire: with it comes the P of that call), then whose P
//   [2] wanted      the goroutine sees it when it comes back, or …
// (here all the callers have a heavyfence)
//   [3] the number  … we see here that it has come back: perhaps both, never neither
//   [4] ours        in this call it can't be taken a second time
// If the goroutine is in its next call by now, that is another number, and its P is not ours.
bool Taking::want(P* pp) {
  G* gp = pp->syscallg.load(memory_order_acquire);
  if (!gp) return false;
  uint32_t call = gp->call.load(memory_order_acquire);  // [1]
  if (call % 2 == 0 || gp->callp.load(memory_order_relaxed) != pp) return false;
  pp->wantg = gp, pp->wantcall = call;
  nexttick(gp->wanted);  // [2]
  return true;
}

bool Taking::take(P* pp) {
  G* gp = pp->wantg;
  if (gp->call.load(memory_order_relaxed) != pp->wantcall) return false;  // [3]
  // From here on its thread can't get past sched.taking, and touches neither m.p nor the P before.
  trace(Ev::GoSysBlock, pp, gp, 0);
  trace(Ev::ProcSteal, pp, nullptr, 0);
  gp->callp.store(nullptr, memory_order_relaxed);  // [4]
  gp->m->p = nullptr;
  pp->m = nullptr;
  pp->status.store(Pidle, memory_order_relaxed);  // nobody else has it
  nexttick(pp->syscalltick);
  return true;
}

}  // namespace rt
