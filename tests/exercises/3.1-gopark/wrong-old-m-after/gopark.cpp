// Tidies up in M when it has woken up, and that may be on another thread.
#include <gstatus.hpp>
#include <proc.hpp>
#include <runq.hpp>

namespace rt {

static void park_m(G* gp) {
  M* mp = getg()->m;
  auto unlockf = mp->waitunlockf;
  void* lock = mp->waitlock;
  casgstatus(gp, Grunning, Gwaiting);
  dropg();
  if (unlockf && !unlockf(gp, lock)) {
    casgstatus(gp, Gwaiting, Grunnable);
    execute(gp);
  }
  schedule();
}

void gopark(bool (*unlockf)(G*, void*), void* lock, WaitReason reason) {
  G* gp = self("gopark");
  M* mp = gp->m;
  gp->waitreason = reason;
  gp->m->waitunlockf = unlockf;
  gp->m->waitlock = lock;
  mcall(park_m);
  mp->waitunlockf = nullptr;
  mp->waitlock = nullptr;
}

}  // namespace rt
