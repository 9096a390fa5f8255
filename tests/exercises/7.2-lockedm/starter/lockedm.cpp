// Exercise 7.2 ★★★ (40 minutes, rebuild): a thread that waits for its own goroutine
//
// A goroutine that has called LockOSThread runs on its thread only, gp->lockedm, and that thread
// runs nothing else, m->lockedg. So when the goroutine can't go on, its thread has nothing to do,
// and when some other thread finds the goroutine in a queue, it can't run it. Write the two halves.
//
// stoplockedm, on g0 of the locked M, puts it to sleep. schedule calls it with a P, exitsyscall0
// without one. When it returns the M has a P again, for its own goroutine:
//   - while it sleeps, others have the P that it came with (handoffp);
//   - it is not on the list of sleeping Ms, since it can't run just anything, but checkdead must
//     not take it for one that is awake: incidlelocked(1) counts it, and looks for a deadlock, both
//     under sched.lock. As long as this M's P is in nobody's hands, that would find one that is
//     none;
//   - it sleeps on m->park. The wake-up may come before the sleep, and must not get lost; and the
//     next sleep must be possible, too. Whoever wakes it has left a P in m->nextp before that,
//     which is to be taken, once.
//
// startlockedm, on g0 of the M that has found gp, and owns a P, wakes gp's M, which takes over the
// P. When it returns, this M has another P (stopm sleeps until it is given one):
//   - gp's M may be awake at once, look into its nextp, run gp, and fall asleep again. So by the
//     wake-up it counts as awake (incidlelocked), the P lies there and is nobody's (releasep); and
//     gp and its M are left alone from then on.
// Why it matters: this hand-over costs two thread switches. It is why LockOSThread makes goroutines
// slow; and a thread that is counted wrongly here is a deadlock that nobody reports, or a report of
// one that is none.
// Done: make exercise-7.2 says so. Stuck: make hint-7.2
#include <fatal.hpp>
#include <gstatus.hpp>
#include <lockosthread.hpp>
#include <not_done.hpp>
#include <proc.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

void stoplockedm() {
  M* mp = getg()->m;
  if (!mp->lockedg || mp->lockedg->lockedm != mp) fatal("stoplockedm: inconsistent locking");
  not_done("7.2");
}

void startlockedm(G* gp) {
  M* mp = gp->lockedm;
  if (mp == getg()->m) fatal("startlockedm: locked to me");
  if (mp->nextp) fatal("startlockedm: m%d has a P already", mp->id);
  not_done("7.2");
}

}  // namespace rt
