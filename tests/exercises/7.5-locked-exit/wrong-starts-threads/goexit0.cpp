// Forgets that a new thread inherits the state of the thread that starts it.
#include <gstatus.hpp>
#include <lockosthread.hpp>
#include <proc.hpp>
#include <trace_g.hpp>

namespace rt {

void goexit0(G* gp) {
  M* mp = gp->m;
  trace(Ev::GoEnd, gp);
  casgstatus(gp, Grunning, Gdead);
  bool takes_it_along = mp->lockedg == gp;
  gp->lockedm = nullptr;
  mp->lockedg = nullptr;
  mp->lockedExt = 0;
  dropg();
  detachstack(gp);
  gfput(gp);
  if (takes_it_along && mp->id != 0) mexit();
  schedule();
}

}  // namespace rt
