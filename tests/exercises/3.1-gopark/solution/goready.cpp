// Runnable first: who takes it from the queue expects it so.
#include <gstatus.hpp>
#include <proc.hpp>
#include <runq.hpp>

namespace rt {

void goready(G* gp) {
  casgstatus(gp, Gwaiting, Grunnable);
  runsoon(gp);
}

}  // namespace rt
