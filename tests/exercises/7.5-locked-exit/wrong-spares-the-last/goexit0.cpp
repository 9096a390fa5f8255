// Ends the thread only if another one sleeps that can take over.
#include <gstatus.hpp>
#include <lockosthread.hpp>
#include <proc.hpp>
#include <sched.hpp>
#include <trace_g.hpp>

namespace rt {

void goexit0(G* gp) {
  M* mp = gp->m;
  trace(Ev::GoEnd, gp);
  casgstatus(gp, Grunning, Gdead);
  bool takes_it_along = mp->lockedg == gp;
  gp->lockedm = nullptr;
  mp->lockedg = nullptr;
  mp->unclean |= takes_it_along;  // it starts no thread itself from now on
  mp->lockedExt = 0;
  dropg();
  detachstack(gp);
  gfput(gp);
  // A thread is dear: without one to take over, this one is still needed.
  sched.lock.lock();
  bool another = sched.nmidle > 0;
  sched.lock.unlock();
  if (takes_it_along && mp->id != 0 && another) mexit();
  schedule();
}

}  // namespace rt
