// The frame as a call would leave it.
#include <switch.hpp>

namespace rt {

static void gomain(G* gp) {
  if constexpr (sanitized) fiber_enter(gp->fiber);
  gp->fn(gp);
}

void gostartcall(G* gp, void (*fn)(G*)) {
  gp->fn = fn;
  auto frame = reinterpret_cast<uintptr_t*>(gp->stack.hi) - 3;
  frame[0] = reinterpret_cast<uintptr_t>(rt_goexit) + 1;
  frame[1] = frame[2] = 0;
  gp->sched = {};
  gp->sched.sp = reinterpret_cast<uintptr_t>(frame);
  gp->sched.pc = reinterpret_cast<uintptr_t>(gomain);
  gp->sched.g = gp;
}

}  // namespace rt
