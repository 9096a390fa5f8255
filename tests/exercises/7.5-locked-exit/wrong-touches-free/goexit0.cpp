// Unlocks the G when it stands on the free list already.
#include <gstatus.hpp>
#include <lockosthread.hpp>
#include <proc.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

void goexit0(G* gp) {
  M* mp = gp->m;
  trace(Ev::GoEnd, gp);
  mp->unclean |= gp->lockedm != nullptr;
  casgstatus(gp, Grunning, Gdead);
  bool locked = gp->lockedm != nullptr;
  dropg();
  detachstack(gp);
  gfput(gp);
  gp->lockedm = nullptr;
  mp->lockedg = nullptr;
  mp->lockedExt = 0;
  if (locked && mp->id != 0) mexit();
  schedule();
}

}  // namespace rt
