#include <fatal.hpp>
#include <gstatus.hpp>
#include <lockosthread.hpp>
#include <proc.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

// It is not on the list of sleeping Ms, since it can't run just any goroutine. But checkdead must
// not take it for an M that will go on by itself: hence incidlelocked.
// Go 1.21: runtime/proc.go, stoplockedm
void stoplockedm() {
  M* mp = getg()->m;
  if (!mp->lockedg || mp->lockedg->lockedm != mp) fatal("stoplockedm: inconsistent locking");
  if (mp->p) handoffp(releasep());
  incidlelocked(1);
  trace(Ev::ThreadStop, nullptr, nullptr, static_cast<uint32_t>(mp->id));
  notesleep(&mp->park);
  noteclear(&mp->park);
  if (mp->lockedg->atomicstatus.load(memory_order_relaxed) != Grunnable)
    fatal("stoplockedm: not runnable");
  P* pp = mp->nextp;
  mp->nextp = nullptr;
  acquirep(pp);
}

// Go 1.21: runtime/proc.go, startlockedm
void startlockedm(G* gp) {
  M* mp = gp->lockedm;
  if (mp == getg()->m) fatal("startlockedm: locked to me");
  if (mp->nextp) fatal("startlockedm: m%d has a P already", mp->id);
  incidlelocked(-1);
  mp->nextp = releasep();
  trace(Ev::ThreadWake, mp->nextp, nullptr, static_cast<uint32_t>(mp->id));
  notewakeup(&mp->park);
  stopm();
}

}  // namespace rt
