#include <gscan.hpp>
#include <gstatus.hpp>
#include <yield.hpp>

namespace rt {

// acquire: pairs with the release of whoever held the bit. From here on m.p tells the truth.
// The bit is set for a moment, in which sysmon takes sched.lock at most. But the thread that set it
// may have lost its CPU just then, and on a machine with one CPU it gets it back only if we give
// ours away.
void casfromGsyscall(G* gp) {
  for (;;) {
    uint32_t status = Gsyscall;
    if (gp->atomicstatus.compare_exchange_strong(status, Grunning, memory_order_acquire,
                                                 memory_order_relaxed)) [[likely]]
      return;
    if (status != Gscansyscall) badstatus(gp, status, Gsyscall, Grunning);
    osyield();
  }
}

}  // namespace rt
