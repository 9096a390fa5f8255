// Holds the lock for what it writes, and for nothing else.
#include <fatal.hpp>
#include <gstatus.hpp>
#include <lockosthread.hpp>
#include <proc.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

void stoplockedm() {
  M* mp = getg()->m;
  if (!mp->lockedg || mp->lockedg->lockedm != mp) fatal("stoplockedm: inconsistent locking");
  if (P* pp = mp->p) releasep(), handoffp(pp);
  sched.lock.lock();
  sched.nmidlelocked++;
  sched.lock.unlock();
  checkdead();
  notesleep(&mp->park);
  noteclear(&mp->park);
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
