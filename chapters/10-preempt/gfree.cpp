// Finished goroutines are used again. A P keeps a few Gs for itself: without a lock, and still in
// its CPU's cache.
#include <acquirem.hpp>
#include <algorithm>
#include <prefetch.hpp>
#include <proc.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <thisp.hpp>

namespace rt {

// Many of these may have finished on another CPU, so the memory of the next few is fetched while
// one is made.
constexpr int32_t kAhead = 8;

// From the others, half of what a P may keep.
static void refill(P* pp) {
  sched.gfreelock.lock();
  int32_t n = std::min(static_cast<int32_t>(sched.gfree.size()), kMostFree / 2);
  for (int32_t i = n; i-- > 0;) pp->gfree[i] = sched.gfree.popBack();
  pp->gfreecount = n;
  sched.gfreelock.unlock();
  for (int32_t i = std::max(0, n - kAhead); i < n; i++) prefetch(pp->gfree[i]);
}

// Go 1.21: runtime/proc.go, gfget
G* gfget() {
  Unpreempted p;
  P* pp = thisp();
  if (pp->gfreecount == 0) refill(pp);
  if (pp->gfreecount == 0) return malg();
  if (pp->gfreecount > kAhead) prefetch(pp->gfree[pp->gfreecount - kAhead - 1]);
  return pp->gfree[--pp->gfreecount];
}

// Gives those that pp has above `keep` to everybody.
void gpurge(P* pp, int32_t keep) {
  if (pp->gfreecount <= keep) return;
  sched.gfreelock.lock();
  for (int32_t i = keep; i < pp->gfreecount; i++) sched.gfree.pushBack(pp->gfree[i]);
  pp->gfreecount = keep;
  sched.gfreelock.unlock();
}

// Go 1.21: runtime/proc.go, gfput
void gfput(G* gp) {
  Unpreempted p;
  P* pp = thisp();
  pp->gfree[pp->gfreecount++] = gp;
  if (pp->gfreecount == kMostFree) gpurge(pp, kMostFree / 2);
}

}  // namespace rt
