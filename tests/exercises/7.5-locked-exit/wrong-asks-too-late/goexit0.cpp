// Asks whether it is locked when the answer has been wiped off.
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
  gp->lockedm = nullptr;
  mp->lockedg = nullptr;
  mp->lockedExt = 0;
  dropg();
  detachstack(gp);
  gfput(gp);
  bool locked = gp->lockedm != nullptr;
  if (locked && mp->id != 0) mexit();
  schedule();
}

}  // namespace rt
