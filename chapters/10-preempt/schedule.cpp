#include <lockosthread.hpp>
#include <preempt.hpp>
#include <proc.hpp>
#include <spin.hpp>

namespace rt {

// One round of this thread. Go 1.21: runtime/proc.go, schedule
void schedule() {
  M* mp = getg()->m;
  if (mp->lockedg) {
    stoplockedm();
    newslice(mp->p);
    execute(mp->lockedg);
  }
  for (;;) {
    bool inherit;
    G* gp = findRunnable(&inherit);
    if (!gp) gogo(mp->g0);  // the run is over: out of mstart
    if (mp->spinning) resetspinning();
    if (!inherit) newslice(mp->p);
    if (gp->preempted) startpreempted(gp);
    else if (gp->lockedm) startlockedm(gp);
    else execute(gp);
  }
}

}  // namespace rt
