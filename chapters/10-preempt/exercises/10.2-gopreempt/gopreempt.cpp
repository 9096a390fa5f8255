// Exercise 10.2 ★★★ (40 minutes, rebuild): a system call that nobody made
//
// A goroutine computes, and others wait for its P. sysmon has sent its thread a signal, and the
// handler has found that the P may be taken (exercise 10.1). Now it calls gopreempt(gp), on the
// thread's signal stack. For the goroutine that is like a long system call: its thread gives the P
// away and sleeps in the handler, with the goroutine still on it. When another thread has a P for
// it, the thread wakes up, the handler returns, and the goroutine goes on where it was interrupted.
// You write gopreempt. Given: sleeping_locked() finds the thread that gets the P, and takes it off
// its list (or its goroutine out of the queue); wakewith(mp, pp) wakes it with that P. The other
// side is also given: a thread that takes a preempted goroutine from the queue, and has a P for it,
// calls resumepreempted.
// What must hold:
//   - the P goes to a thread that sleeps: an M, or, if no M sleeps, the thread of a goroutine that
//     was preempted earlier. sysmon saw such a thread before it sent the signal, but another P may
//     have taken it since. If sleeping_locked() returns null, there is none, or a P is idle and
//     serves whoever waits. Then gopreempt does nothing at all, and the goroutine keeps its P.
//     handoffp and startm would order a new thread instead, and at the limit of threads that ends
//     the program. So call neither, nor wakep, which calls startm;
//   - is another P waiting for a thread that has yet to be made (sched.newmHandoff.ps is not null)?
//     Then, too, gopreempt does nothing. Otherwise its own goroutine would wait in the queue, and
//     the thread that makes the new one may need a lock that this very goroutine holds, malloc's
//     for instance. If you do nothing, leave every thread that sleeps where it is: nobody else
//     wakes one that you have taken;
//   - otherwise the goroutine becomes Grunnable, g.preempted says that it brings its own thread,
//     and it goes into the global queue (globrunqput): in a P's own ring startm would not find it.
//     From the unlock on, another thread may give it a P. So whatever others read about it must be
//     true by then;
//   - all this happens while you hold sched.lock once: ask about newmHandoff, take the thread, and
//     then queue the goroutine. So a P that needs a thread always finds one of the two: the thread,
//     or your goroutine, which brings its own;
//   - its P is released. After the unlock, the thread that you took gets it (wakewith): if it is
//     woken earlier, it may have to wait for sched.lock at once;
//   - then the goroutine's own thread sleeps on m.park, unless it has been woken by then. It is on
//     no list: stopm would put it on the list of threads that may be woken for any goroutine. When
//     it wakes up, it gets the note ready for the next time, and takes its P out of m.nextp, which
//     is then null again. This may not be the P that it had before;
//   - acquirep and newslice make the P its own, in a new time slice; the goroutine is Grunning, and
//     g.preempted is false;
//   - the goroutine stays on its thread all the time. g.m and m.curg do not change, and you do not
//     call mcall, which would leave the handler;
//   - sched.preemptions goes up by one if the P was given away;
//   - this may be the middle of malloc, or of anything. So no memory, no new thread, nothing from
//     libc; and errno stays as it is.
// Not judged: what you trace (the chapter: GoPreempt, Handoff, ThreadStop, and at the end GoStart).
// Why it matters: the goroutine did not ask for this, and must not notice; and all others rely on
// its P being there for them.
// Done: make exercise-10.2 says so. Stuck: make hint-10.2
#include <gstatus.hpp>
#include <not_done.hpp>
#include <preempt.hpp>
#include <runq.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <trace_g.hpp>

namespace rt {

// --- given ---

// Wakes mp, which goes on with pp.
static void wakewith(M* mp, P* pp) {
  mp->nextp = pp;
  trace(Ev::ThreadWake, pp, nullptr, static_cast<uint32_t>(mp->id));
  notewakeup(&mp->park);
}

// Takes a thread that could run our P at once: an M that sleeps, or else that of a goroutine that
// was preempted earlier. From now on only the caller can wake it. Null: there is none; or a P is
// idle, and whoever waits gets that P.
[[maybe_unused]] static M* sleeping_locked() {
  if (sched.npidle.load(memory_order_relaxed) > 0) return nullptr;
  if (M* mp = mget()) return mp;
  G* gp = globrunqgetpreempted();
  return gp ? gp->m : nullptr;
}

void doSigPreempt(G* gp, uintptr_t sp) {
  if (isAsyncSafePoint(gp, sp) && wantAsyncPreempt(gp)) gopreempt(gp);
}

void resumepreempted(G* gp, P* pp) { wakewith(gp->m, pp); }

void startpreempted(G* gp) {
  resumepreempted(gp, releasep());
  stopm();
}

// --- yours ---

void gopreempt(G* gp) {
  (void)gp;
  not_done("10.2");
}

}  // namespace rt
