#include <gstate.hpp>
#include <gstates.hpp>
#include <printerr.hpp>
#include <proc.hpp>
#include <sched.hpp>
#include <traceback.hpp>

namespace rt {

static void show(G* gp, uint32_t status, void (*stack)(G*)) {
  printerr("\ngoroutine %lu [%s]%s", gp->goid, gstate(gp, status), stack ? ":\n" : "");
  if (stack) stack(gp);
}

// The goroutine that failed comes first, as in Go. Without the lock, which the failing thread may
// hold: a list that is a moment old is still worth reading.
void traceback(void (*stack)(G*)) {
  constexpr int kMost = 100;
  int shown = 0, more = 0;
  G* me = getg();
  if (me && me->goid != 0) show(me, me->atomicstatus.load(memory_order_relaxed), stack), shown++;
  for (G* gp = sched.allgs; gp; gp = gp->alllink) {
    uint32_t status = gp->atomicstatus.load(memory_order_acquire);
    if (status == Gidle || status == Gdead || gp == me) continue;
    if (shown < kMost) show(gp, status, stack), shown++;
    else more++;
  }
  if (more) printerr("\n… and %d more", more);
  if (shown) printerr("\n");
}

void tracebackothers() { traceback(nullptr); }

G* anyalive() {
  for (G* gp = sched.allgs; gp; gp = gp->alllink) {
    uint32_t status = gp->atomicstatus.load(memory_order_acquire);
    if (status != Gidle && status != Gdead) return gp;
  }
  return nullptr;
}

}  // namespace rt
