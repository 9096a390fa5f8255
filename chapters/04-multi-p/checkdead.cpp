#include <fatal.hpp>
#include <gstatus.hpp>
#include <proc.hpp>
#include <running.hpp>
#include <spin.hpp>
#include <traceback.hpp>

namespace rt {

// sched.lock is held; an M has just gone to sleep. If all of them sleep, none is left to wake
// another: either all goroutines have finished, or they wait for each other.
// Go 1.21: runtime/proc.go, checkdead
void checkdead() {
  if (running() > 0) return;
  if (G* gp = anyalive()) {
    uint32_t status = gp->atomicstatus.load(memory_order_relaxed);
    if (status != Gwaiting)
      fatal("checkdead: goroutine %lu is %s, and nobody runs it", gp->goid, gstatusname(status));
    fatal("all goroutines are asleep - deadlock!");
  }
  finish();
}

}  // namespace rt
