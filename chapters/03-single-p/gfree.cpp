// Finished goroutines are used again: their Gs here, their stacks by stackalloc.
#include <proc.hpp>
#include <sched.hpp>

namespace rt {

G* gfget() {
  G* gp = sched.gfree;
  if (!gp) return malg();
  sched.gfree = gp->schedlink;
  return gp;
}

void gfput(G* gp) {
  gp->schedlink = sched.gfree;
  sched.gfree = gp;
}

void attachstack(G* gp) {
  gp->stack = stackalloc();
  fiber_create(gp->fiber, gp->stack.lo, gp->stack.hi);
  gostartcall(gp, gp->fn);
}

void detachstack(G* gp) {
  fiber_destroy(gp->fiber);
  stackfree(gp->stack);
  gp->stack = {};
}

uint64_t newgoid() { return ++sched.goidgen; }

}  // namespace rt
