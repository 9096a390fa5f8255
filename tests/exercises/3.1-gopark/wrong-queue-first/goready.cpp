// Puts it into the run queue before it is runnable.
#include <gstatus.hpp>
#include <proc.hpp>
#include <runq.hpp>

namespace rt {

void goready(G* gp) {
  runsoon(gp);
  casgstatus(gp, Gwaiting, Grunnable);
}

}  // namespace rt
