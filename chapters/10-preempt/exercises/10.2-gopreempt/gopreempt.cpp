// Exercise 10.2 ★★★ (40 minutes, rebuild): a system call that nobody made
//
// A goroutine computes, and others wait for its P. sysmon has sent its thread a signal, and the
// handler has found that the P may be taken (exercise 10.1). Now it calls gopreempt(gp), on the
// thread's signal stack. For the goroutine that is like a long system call: its thread gives the P
// away and sleeps in the handler, with the goroutine still on it. When another thread has a P for
// it, the thread wakes up, the handler returns, and the goroutine goes on where it was interrupted.
// You write gopreempt. The other side is given below: a thread that takes a preempted goroutine
// from the queue, and has a P for it, calls resumepreempted, which puts the P into m.nextp and
// wakes m.park.
// What must hold:
//   - is a P waiting for a thread that has yet to be made (sched.newmHandoff.ps is not null)? Then
//     gopreempt does nothing at all. Otherwise its own P would be the next to wait, and the thread
//     that makes the new one may need a lock that this very goroutine holds, malloc's for instance.
//     Ask under sched.lock, in the same section in which you queue the goroutine;
//   - is a P idle (sched.npidle, how many)? Then gopreempt does nothing either: whoever waits gets
//     that one. Otherwise you would have to wake a thread for the goroutine that you queue, and
//     wakep may order a new one. Ask in the same section;
//   - otherwise the goroutine becomes Grunnable, g.preempted says that it brings its own thread,
//     and it goes into the global queue (globrunqput): in a P's own ring startm would not find it.
//     From the unlock on, another thread may give it a P. So whatever others read about it must be
//     true by then;
//   - its P is released, and goes to handoffp. That function takes sched.lock itself and looks for
//     work: so call it after the unlock, when the goroutine is already in the queue;
//   - the thread sleeps on m.park, unless it has been woken by then. It is on no list: stopm would
//     put it on the list of threads that may be woken for any goroutine. When it wakes up, it gets
//     the note ready for the next time, and takes its P out of m.nextp, which is then null again.
//     This P may be a different one from the one that it had before;
//   - acquirep and newslice make the P its own, in a new time slice; the goroutine is Grunning, and
//     g.preempted is false;
//   - the goroutine stays on its thread all the time. g.m and m.curg do not change, and you do not
//     call mcall, which would leave the handler;
//   - sched.preemptions goes up by one if the P was given away;
//   - this may be the middle of malloc, or of anything. So no memory, no new thread, nothing from
//     libc; and errno stays as it is. handoffp and what it calls obey this, too.
// Not judged: what you trace (the chapter traces GoPreempt, and GoStart at the end).
// Why it matters: the goroutine did not ask for this, and must not notice; and all others rely on
// its P being there for them.
// Done: make exercise-10.2 says so. Stuck: make hint-10.2
#include <gstatus.hpp>
#include <not_done.hpp>
#include <preempt.hpp>
#include <runq.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <threads.hpp>
#include <trace_g.hpp>

namespace rt {

void gopreempt(G* gp) {
  (void)gp;
  not_done("10.2");
}

// --- given ---

void doSigPreempt(G* gp, uintptr_t sp) {
  if (isAsyncSafePoint(gp, sp) && wantAsyncPreempt(gp)) gopreempt(gp);
}

void resumepreempted(G* gp, P* pp) {
  M* mp = gp->m;
  mp->nextp = pp;
  trace(Ev::ThreadWake, pp, nullptr, static_cast<uint32_t>(mp->id));
  notewakeup(&mp->park);
}

void startpreempted(G* gp) {
  resumepreempted(gp, releasep());
  stopspare();
}

}  // namespace rt
