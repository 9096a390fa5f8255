#include <gstatus.hpp>
#include <proc.hpp>
#include <trace_g.hpp>

namespace rt {

// Go 1.21: runtime/proc.go, goexit0
void goexit0(G* gp) {
  trace(Ev::GoEnd, gp);
  casgstatus(gp, Grunning, Gdead);
  dropg();
  detachstack(gp);  // we stand on g0
  gfput(gp);
  schedule();
}

}  // namespace rt
