#include <gstatus.hpp>
#include <parkunlock.hpp>
#include <proc.hpp>
#include <trace_g.hpp>

namespace rt {

// Calls unlockf, which is nearly always parkunlock. Called by name, that is inlined, which saves
// two jumps. With a few jumps more, the CPU would no longer remember who parked, and could not
// predict who is next (book/appendix-performance.md).
static bool unlocks(M* mp, G* gp) {
  if (mp->waitunlockf == parkunlock) [[likely]]
    return parkunlock(gp, mp->waitlock);
  return mp->waitunlockf(gp, mp->waitlock);
}

// On g0, so that gp's stack is at rest before another thread can wake gp. The order matters:
//   [1] gp waits     so that its waker finds it waiting
//   [2] dropg        and on no thread
//   [3] unlockf      only now can others see it in the queue it waits in
// After [3] gp may already be running on another thread (from chapter 4 on), or have finished.
// Go 1.21: runtime/proc.go, park_m
static void park_m(G* gp) {
  M* mp = getg()->m;
  trace(Ev::GoBlock, gp, gp->waitreason);
  casgstatus(gp, Grunning, Gwaiting);         // [1]
  dropg();                                    // [2]
  if (mp->waitunlockf && !unlocks(mp, gp)) {  // [3]
    casgstatus(gp, Gwaiting, Grunnable);
    execute(gp);
  }
  schedule();
}

// Go 1.21: runtime/proc.go, gopark
void gopark(bool (*unlockf)(G*, void*), void* lock, WaitReason reason) {
  G* gp = self("gopark");
  gp->waitreason = reason;
  gp->m->waitunlockf = unlockf;
  gp->m->waitlock = lock;
  mcall(park_m);
}

}  // namespace rt
