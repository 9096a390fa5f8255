#include <gstatus.hpp>
#include <proc.hpp>
#include <runq.hpp>
#include <trace_g.hpp>

namespace rt {

// On g0. Go 1.21: runtime/proc.go, gosched_m and goschedImpl
void gosched_m(G* gp) {
  trace(Ev::GoSched, gp);
  casgstatus(gp, Grunning, Grunnable);
  dropg();
  runlater(gp);  // from here on gp may be running: hands off
  schedule();
}

}  // namespace rt
