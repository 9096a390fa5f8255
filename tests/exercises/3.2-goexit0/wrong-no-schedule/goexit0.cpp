// Leaves the thread, as in chapter 2, although others are runnable.
#include <fatal.hpp>
#include <gstatus.hpp>
#include <proc.hpp>

namespace rt {

void goexit0(G* gp) {
  casgstatus(gp, Grunning, Gdead);
  dropg();
  detachstack(gp);
  gfput(gp);
  gogo(getg()->m->g0);
  fatal("goexit0: returned, and there is nothing to return to");
}

}  // namespace rt
