#include <findnext.hpp>
#include <lockosthread.hpp>
#include <preempt.hpp>
#include <proc.hpp>
#include <spin.hpp>

namespace rt {

// One round of this thread. Go 1.21: runtime/proc.go, schedule
void schedule() {
  M* mp = getg()->m;
  if (mp->lockedg) [[unlikely]] {
    stoplockedm();
    newslice(mp->p);
    execute(mp->lockedg);
  }
  for (;;) {
    bool inherit;
    G* gp = findnext(&inherit);
    if (!gp) gogo(mp->g0);  // the run is over: out of mstart
    if (mp->spinning) resetspinning();
    if (!inherit) [[likely]]
      newslice(mp->p);
    if (gp->preempted) [[unlikely]]
      startpreempted(gp);
    else if (gp->lockedm) [[unlikely]] startlockedm(gp);
    else execute(gp);
  }
}

}  // namespace rt
