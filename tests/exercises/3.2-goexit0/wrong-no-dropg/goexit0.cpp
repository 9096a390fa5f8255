// Forgets that the thread still runs it.
#include <fatal.hpp>
#include <gstatus.hpp>
#include <proc.hpp>

namespace rt {

void goexit0(G* gp) {
  casgstatus(gp, Grunning, Gdead);
  detachstack(gp);
  gfput(gp);
  schedule();
  fatal("goexit0: returned, and there is nothing to return to");
}

}  // namespace rt
