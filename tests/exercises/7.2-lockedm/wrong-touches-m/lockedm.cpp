// Looks after the wake-up whether the other thread has taken its P.
#include <fatal.hpp>
#include <gstatus.hpp>
#include <lockosthread.hpp>
#include <proc.hpp>
#include <runq.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

void stoplockedm() {
  M* mp = getg()->m;
  if (!mp->lockedg || mp->lockedg->lockedm != mp) fatal("stoplockedm: inconsistent locking");
  if (mp->p) handoffp(releasep());
  incidlelocked(1);
  notesleep(&mp->park);
  noteclear(&mp->park);
  P* pp = mp->nextp;
  mp->nextp = nullptr;
  acquirep(pp);
}

void startlockedm(G* gp) {
  M* mp = gp->lockedm;
  if (mp == getg()->m) fatal("startlockedm: locked to me");
  if (mp->nextp) fatal("startlockedm: m%d has a P already", mp->id);
  incidlelocked(-1);
  mp->nextp = releasep();
  notewakeup(&mp->park);
  if (mp->nextp == getg()->m->p && mp->nextp) fatal("startlockedm: not taken");
  stopm();
}

}  // namespace rt
