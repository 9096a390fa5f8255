#include <gstatus.hpp>
#include <lockosthread.hpp>
#include <proc.hpp>
#include <trace_g.hpp>

namespace rt {

// Go 1.21: runtime/proc.go, goexit0
void goexit0(G* gp) {
  M* mp = gp->m;
  trace(Ev::GoEnd, gp);
  casgstatus(gp, Grunning, Gdead);
  bool locked = gp->lockedm != nullptr;
  gp->lockedm = nullptr;
  mp->lockedg = nullptr;
  mp->unclean |= locked;
  mp->lockedExt = 0;
  dropg();
  detachstack(gp);  // we stand on g0
  gfput(gp);
  // Only its goroutine knew the state of a locked thread, so the thread ends. Not M 0: that is the
  // thread that called run, and belongs to our caller. (Go's M 0 sleeps for ever instead.)
  if (locked && mp->id != 0) mexit();
  schedule();
}

}  // namespace rt
