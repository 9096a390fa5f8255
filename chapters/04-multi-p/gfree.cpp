// Finished goroutines are used again. A P keeps a few Gs for itself: without a lock, and still in
// its CPU's cache.
#include <proc.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <thisp.hpp>

namespace rt {

constexpr int32_t kMost = 64;  // that a P keeps; above that, half of them go to the global list

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

// Gives those that pp has above `keep` to everybody.
void gpurge(P* pp, int32_t keep) {
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

}  // namespace rt
