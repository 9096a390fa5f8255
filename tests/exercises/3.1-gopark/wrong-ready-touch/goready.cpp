// Clears the reason after the goroutine has gone into the run queue.
#include <gstatus.hpp>
#include <proc.hpp>
#include <runq.hpp>

namespace rt {

void goready(G* gp) {
  casgstatus(gp, Gwaiting, Grunnable);
  runsoon(gp);
  gp->waitreason = waitReasonZero;
}

}  // namespace rt
