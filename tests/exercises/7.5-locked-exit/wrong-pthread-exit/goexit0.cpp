// Ends the thread, and leaves its P and all counts behind.
#include <gstatus.hpp>
#include <lockosthread.hpp>
#include <proc.hpp>
#include <trace_g.hpp>

namespace rt {

void goexit0(G* gp) {
  M* mp = gp->m;
  trace(Ev::GoEnd, gp);
  mp->unclean |= gp->lockedm != nullptr;
  casgstatus(gp, Grunning, Gdead);
  bool takes_it_along = mp->lockedg == gp;
  gp->lockedm = nullptr;
  mp->lockedg = nullptr;
  mp->lockedExt = 0;
  dropg();
  detachstack(gp);
  gfput(gp);
  if (takes_it_along && mp->id != 0) pthread_exit(nullptr);
  schedule();
}

}  // namespace rt
