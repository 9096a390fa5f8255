// Gives the stack back when the G is already somebody else's.
#include <fatal.hpp>
#include <gstatus.hpp>
#include <proc.hpp>

namespace rt {

void goexit0(G* gp) {
  casgstatus(gp, Grunning, Gdead);
  dropg();
  gfput(gp);
  detachstack(gp);
  schedule();
  fatal("goexit0: returned, and there is nothing to return to");
}

}  // namespace rt
