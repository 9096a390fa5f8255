// Opens the lock on the goroutine's own stack, before it leaves it.
#include <gstatus.hpp>
#include <proc.hpp>

namespace rt {

static void park_m(G* gp) {
  casgstatus(gp, Grunning, Gwaiting);
  dropg();
  schedule();
}

void gopark(bool (*unlockf)(G*, void*), void* lock, WaitReason reason) {
  G* gp = self("gopark");
  gp->waitreason = reason;
  if (unlockf && !unlockf(gp, lock)) return;
  mcall(park_m);
}

}  // namespace rt
