#include <gstatus.hpp>
#include <proc.hpp>
#include <runq.hpp>
#include <trace_g.hpp>

namespace rt {

static void gosched_m(G* gp) {
  trace(Ev::GoSched, gp);
  casgstatus(gp, Grunning, Grunnable);
  dropg();
  runlater(gp);  // from here on gp may be running: hands off
  schedule();
}

void gosched() {
  self("gosched");
  mcall(gosched_m);
}

}  // namespace rt
