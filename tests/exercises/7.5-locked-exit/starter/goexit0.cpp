// Exercise 7.5 ★★ (25 minutes, break and mend): the thread that came back, Go issue #20395
//
// A user reports: "One of our goroutines calls LockOSThread, moves its thread into another network
// namespace (setns), does its work there, and returns. On purpose it does not call UnlockOSThread:
// nobody else may ever run on that thread. Yet later other goroutines, which know nothing of all
// this, find themselves in the wrong namespace."
// Go issue #20395 asks for what LockOSThread should have promised from the beginning. Below is what
// happens on g0 when a goroutine has finished. Find what is missing, and mend it. What must hold:
//   - a goroutine that finishes while it is locked takes its thread with it: nothing else runs on
//     that thread again. mexit() ends a thread, hands its P to others, and never returns;
//   - M 0 does not end (its id is 0): it is the thread that called run, and belongs to the caller.
//     It goes on like any other thread;
//   - in each case G and M are left as they were before the lock (gp->lockedm, mp->lockedg,
//     mp->lockedExt): the G is used again, and M 0 is, too;
//   - but for mp->unclean: it stays true from then on, on M 0 as well. A new thread inherits the
//     state of the thread that starts it, so newm has those of an unclean M started by the template
//     thread. mexit may have to start one, for the P. The line below that sets it is right;
//   - the G and its stack are kept for later use (detachstack, gfput). Both go to this thread's P,
//     so they have to be there before the P is gone. A P that has many gives some to all others, at
//     once: whoever takes the G there must find it dead, on no thread, and not locked, so gfput is
//     the last that is done with it.
// Why it matters: a thread's credentials, namespaces, signal mask and priority are state that no
// runtime can restore. The one safe thing to do with such a thread is to end it.
// Done: make exercise-7.5 says so. Stuck: make hint-7.5
#include <gstatus.hpp>
#include <lockosthread.hpp>
#include <proc.hpp>
#include <trace_g.hpp>

namespace rt {

void goexit0(G* gp) {
  M* mp = gp->m;
  trace(Ev::GoEnd, gp);
  casgstatus(gp, Grunning, Gdead);
  mp->unclean |= gp->lockedm != nullptr;  // it starts no thread itself from now on
  gp->lockedm = nullptr;
  mp->lockedg = nullptr;
  mp->lockedExt = 0;
  dropg();
  detachstack(gp);  // we stand on g0
  gfput(gp);
  schedule();
}

}  // namespace rt
