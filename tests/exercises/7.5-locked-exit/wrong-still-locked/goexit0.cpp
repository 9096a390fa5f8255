// Ends the thread, and leaves the G locked to it: the next goroutine that uses the G can run nowhere.
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
  mp->lockedg = nullptr;
  mp->lockedExt = 0;
  dropg();
  detachstack(gp);
  gfput(gp);
  if (locked && mp->id != 0) mexit();
  schedule();
}

}  // namespace rt
