#include <acquirem.hpp>
#include <gstatus.hpp>
#include <proc.hpp>
#include <runq.hpp>
#include <trace_g.hpp>

namespace rt {

// Go 1.21: runtime/proc.go, goready and ready
void goready(G* gp) {
  selforg0("goready");
  Unpreempted p;
  trace(Ev::GoUnblock, gp);
  casgstatus(gp, Gwaiting, Grunnable);
  runsoon(gp);
}

}  // namespace rt
