// Exercise 7.2 ★★★ (40 minutes, rebuild): a thread that waits for its own goroutine
//
// A goroutine that has called LockOSThread runs on its thread only, gp->lockedm, and that thread
// runs nothing else, m->lockedg. So when the goroutine can't go on, its thread has nothing to do,
// and when some other thread finds the goroutine in a queue, it can't run it. Write the two halves.
//
// stoplockedm, on g0 of the locked M; schedule calls it with a P, exitsyscall0 without one:
//   - if it has a P, others need it: give it up (releasep) and find somebody for it (handoffp);
//   - then count this M among those that sleep without being on the list of sleeping Ms:
//     incidlelocked(1). That also looks for a deadlock. Not before the P is in other hands: until
//     then it might see one that is none;
//   - sleep until woken, on m->park (notesleep), and make the note ready for the next time
//     (noteclear);
//   - whoever woke us has left a P in m->nextp: take it out of there, and acquire it.
//
// startlockedm, on g0 of the M that has found gp, and owns a P:
//   - gp's M will be awake: incidlelocked(-1);
//   - it gets our P: releasep, and into its nextp. Once it is woken it looks there, and nowhere
//     else;
//   - wake it (notewakeup on its park);
//   - now we have no P, and sleep like any M that has none, stopm. When that returns we have
//     another.
// Why it matters: this hand-over costs two thread switches. It is why LockOSThread makes goroutines
// slow, and a thread that is counted wrongly here is a deadlock that nobody reports, or one that is
// none.
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
