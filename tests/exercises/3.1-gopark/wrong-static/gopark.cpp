// Hands unlockf over in a static variable, which is right as long as there is one thread.
#include <gstatus.hpp>
#include <proc.hpp>

namespace rt {

static bool (*fn)(G*, void*);
static void* arg;
static void park_m(G* gp) {
  auto unlockf = fn;
  void* lock = arg;
  casgstatus(gp, Grunning, Gwaiting);
  dropg();
  if (unlockf == nullptr || unlockf(gp, lock)) schedule();
  casgstatus(gp, Gwaiting, Grunnable);
  execute(gp);
}

void gopark(bool (*unlockf)(G*, void*), void* lock, WaitReason reason) {
  G* gp = self("gopark");
  fn = unlockf;
  arg = lock;
  gp->waitreason = reason;
  mcall(park_m);
}

}  // namespace rt
