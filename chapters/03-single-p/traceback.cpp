#include <fatal.hpp>
#include <gstatus.hpp>
#include <printerr.hpp>
#include <proc.hpp>
#include <sched.hpp>
#include <traceback.hpp>

namespace rt {

// Without the lock: the thread that failed may hold it. A list that is a moment old is still worth
// reading.
void tracebackothers() {
  constexpr int kMost = 100;
  int shown = 0, more = 0;
  for (G* gp = sched.allgs; gp; gp = gp->alllink) {
    uint32_t status = gp->atomicstatus.load(memory_order_acquire);
    if (status == Gidle || status == Gdead || gp == getg()) continue;  // gp == getg(): it failed
    if (shown++ >= kMost) {
      more++;
      continue;
    }
    const char* state = status == Gwaiting ? waitreasons[gp->waitreason] : gstatusname(status);
    printerr("\ngoroutine %lu [%s]", gp->goid, state);
  }
  if (more) printerr("\n… and %d more", more);
  if (shown) printerr("\n");
}

G* anyalive() {
  for (G* gp = sched.allgs; gp; gp = gp->alllink) {
    uint32_t status = gp->atomicstatus.load(memory_order_acquire);
    if (status != Gidle && status != Gdead) return gp;
  }
  return nullptr;
}

void nogoroutine(const char* what) {
  if (getg()) fatal("%s: called on g0, the scheduler's own stack", what);
  fatal("%s: called from a thread that runs no goroutines (start with rt::run)", what);
}

}  // namespace rt
