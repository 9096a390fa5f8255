// … and their stacks: a P keeps a few of these, too.
#include <prefetch.hpp>
#include <proc.hpp>
#include <spin.hpp>
#include <switch.hpp>
#include <thisp.hpp>

namespace rt {

constexpr int32_t kMost = 64;  // at this many, a P gives half of them back

static uintptr_t& below(uintptr_t hi) { return reinterpret_cast<uintptr_t*>(hi)[-1]; }

static Stack cached(P* pp) {
  uintptr_t hi = pp->stackcache;
  pp->stackcache = below(hi);
  pp->stackcount--;
  return {hi - kStackSize + kGuardSize, hi};
}

// How far ahead in the ring we prefetch. New goroutines come in bursts: where one gets its stack,
// those behind it probably will, too.
constexpr uint32_t kAhead = 6;

void attachstack(G* gp) {
  P* pp = thisp();
  uint32_t head = pp->runqhead.load(memory_order_relaxed);
  if (pp->runqtail.load(memory_order_relaxed) - head > kAhead)
    prefetch(pp->runq[(head + kAhead) % kRunqSize].load(memory_order_relaxed), 0);
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

}  // namespace rt
