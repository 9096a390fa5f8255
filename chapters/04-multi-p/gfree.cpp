// Finished Gs are reused. A P keeps some for itself: they need no lock, and those that finished
// here may still be in its CPU's cache.
#include <algorithm>
#include <prefetch.hpp>
#include <proc.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <thisp.hpp>

namespace rt {

// How many Gs ahead we prefetch. Many may have finished on another CPU, so their memory is fetched
// while the ones before them are put to use. We skip the Gobuf: it is filled later, on the CPU
// where the goroutine first runs (gostartcall).
constexpr int32_t kAhead = 8;

// Takes Gs from the shared list, at most half of what a P may keep.
static void refill(P* pp) {
  sched.gfreelock.lock();
  int32_t n = std::min(static_cast<int32_t>(sched.gfree.size()), kMostFree / 2);
  for (int32_t i = n; i-- > 0;) pp->gfree[i] = sched.gfree.popBack();
  pp->gfreecount = n;
  sched.gfreelock.unlock();
  for (int32_t i = std::max(0, n - kAhead); i < n; i++) prefetch(pp->gfree[i], kPastGobuf);
}

// Go 1.21: runtime/proc.go, gfget
G* gfget() {
  P* pp = thisp();
  if (pp->gfreecount == 0) refill(pp);
  if (pp->gfreecount == 0) return malg();
  if (pp->gfreecount > kAhead) prefetch(pp->gfree[pp->gfreecount - kAhead - 1], kPastGobuf);
  return pp->gfree[--pp->gfreecount];
}

// Moves all but `keep` of pp's Gs to the shared list.
void gpurge(P* pp, int32_t keep) {
  if (pp->gfreecount <= keep) return;
  sched.gfreelock.lock();
  for (int32_t i = keep; i < pp->gfreecount; i++) sched.gfree.pushBack(pp->gfree[i]);
  pp->gfreecount = keep;
  sched.gfreelock.unlock();
}

// Go 1.21: runtime/proc.go, gfput
void gfput(G* gp) {
  P* pp = thisp();
  pp->gfree[pp->gfreecount++] = gp;
  if (pp->gfreecount == kMostFree) gpurge(pp, kMostFree / 2);
}

}  // namespace rt
