// Finished goroutines are used again. A P keeps a few Gs and stacks for itself: without a lock, and
// still in its CPU's cache.
#include <proc.hpp>
#include <sched.hpp>
#include <spin.hpp>

namespace rt {

constexpr int32_t kMost = 64;  // that a P keeps; above that, half of them go to the global list

static P* thisp() { return getg()->m->p; }

// Go 1.21: runtime/proc.go, gfget
G* gfget() {
  P* pp = thisp();
  if (!pp->gfree) {
    sched.lock.lock();
    for (; sched.gfree && pp->gfreecount < kMost / 2; pp->gfreecount++) {
      G* gp = sched.gfree;
      sched.gfree = gp->schedlink;
      gp->schedlink = pp->gfree;
      pp->gfree = gp;
    }
    sched.lock.unlock();
  }
  G* gp = pp->gfree;
  if (!gp) return malg();
  pp->gfree = gp->schedlink;
  pp->gfreecount--;
  return gp;
}

static void gpurge(P* pp, int32_t keep) {
  sched.lock.lock();
  for (; pp->gfreecount > keep; pp->gfreecount--) {
    G* gp = pp->gfree;
    pp->gfree = gp->schedlink;
    gp->schedlink = sched.gfree;
    sched.gfree = gp;
  }
  sched.lock.unlock();
}

// Go 1.21: runtime/proc.go, gfput
void gfput(G* gp) {
  P* pp = thisp();
  gp->schedlink = pp->gfree;
  pp->gfree = gp;
  if (++pp->gfreecount >= kMost) gpurge(pp, kMost / 2);
}

static uintptr_t& below(uintptr_t hi) { return reinterpret_cast<uintptr_t*>(hi)[-1]; }

static Stack cached(P* pp) {
  uintptr_t hi = pp->stackcache;
  pp->stackcache = below(hi);
  pp->stackcount--;
  return {hi - kStackSize + kGuardSize, hi};
}

void attachstack(G* gp) {
  P* pp = thisp();
  gp->stack = pp->stackcount > 0 ? cached(pp) : stackalloc();
  fiber_create(gp->fiber, gp->stack.lo, gp->stack.hi);
  gostartcall(gp, gp->fn);
}

void detachstack(G* gp) {
  P* pp = thisp();
  fiber_destroy(gp->fiber);
  below(gp->stack.hi) = pp->stackcache;
  pp->stackcache = gp->stack.hi;
  gp->stack = {};
  if (++pp->stackcount >= kMost) {
    while (pp->stackcount > kMost / 2) stackfree(cached(pp));
  }
}

void gpurge(P* pp) {
  gpurge(pp, 0);
  while (pp->stackcount > 0) stackfree(cached(pp));
}

// Go 1.21: runtime/proc.go, newproc1: numbers come in batches of 16.
uint64_t newgoid() {
  P* pp = thisp();
  if (pp->goidcache[0] == pp->goidcache[1]) {
    sched.lock.lock();
    pp->goidcache[0] = sched.goidgen + 1;
    sched.goidgen += 16;
    pp->goidcache[1] = sched.goidgen + 1;
    sched.lock.unlock();
  }
  return pp->goidcache[0]++;
}

}  // namespace rt
