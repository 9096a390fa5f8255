// Keeps the P while it sleeps, if nobody needs it at this moment.
#include <fatal.hpp>
#include <gstatus.hpp>
#include <lockosthread.hpp>
#include <proc.hpp>
#include <runq.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

void stoplockedm() {
  M* mp = getg()->m;
  if (!mp->lockedg || mp->lockedg->lockedm != mp) fatal("stoplockedm: inconsistent locking");
  if (mp->p && anywork()) handoffp(releasep());  // else nobody has a use for it
  incidlelocked(1);
  notesleep(&mp->park);
  noteclear(&mp->park);
  if (mp->p) handoffp(releasep());
  acquirep(mp->nextp);
  mp->nextp = nullptr;
}

void startlockedm(G* gp) {
  M* mp = gp->lockedm;
  if (mp == getg()->m) fatal("startlockedm: locked to me");
  if (mp->nextp) fatal("startlockedm: m%d has a P already", mp->id);
  incidlelocked(-1);
  mp->nextp = releasep();
  notewakeup(&mp->park);
  stopm();
}

}  // namespace rt
