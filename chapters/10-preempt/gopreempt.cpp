#include <gstatus.hpp>
#include <preempt.hpp>
#include <runq.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <trace_g.hpp>

namespace rt {

// Wakes mp, which goes on with pp.
static void wakewith(M* mp, P* pp) {
  mp->nextp = pp;
  trace(Ev::ThreadWake, pp, nullptr, static_cast<uint32_t>(mp->id));
  notewakeup(&mp->park);
}

// Takes a thread that could run our P at once: an M that sleeps, or else that of a goroutine that
// was preempted earlier. From now on only the caller can wake it. Null: there is none; or a P is
// idle, and whoever waits gets that P.
static M* sleeping_locked() {
  if (sched.npidle.load(memory_order_relaxed) > 0) return nullptr;
  if (M* mp = mget()) return mp;
  G* gp = globrunqgetpreempted();
  return gp ? gp->m : nullptr;
}

// The system call that the goroutine did not ask for.
//   [1] nobody    the thread that sysmon saw is gone, and no other sleeps. Or a P is idle: whoever
//                 waits gets that P. Or a P already waits for a new thread, and our goroutine may
//                 hold the lock that is needed to make it. So go on
//   [2] queued    like a goroutine that has come back from the kernel and found no P. No wakep: no
//                 P is idle, and a thread looks at this queue before it lets its P go idle
//   [3] handed    the P goes to the thread found in [1]. We never make one: this may be the middle
//                 of malloc
//   [4] asleep    until another thread has a P for it
// Go 1.21: runtime/proc.go, gopreempt_m
void gopreempt(G* gp) {
  M* mp = gp->m;
  sched.lock.lock();
  M* next = sched.newmHandoff.ps ? nullptr : sleeping_locked();
  if (!next) return sched.lock.unlock();  // [1]
  trace(Ev::GoPreempt, gp);
  casgstatus(gp, Grunning, Grunnable);
  gp->preempted = true;
  P* pp = releasep();
  globrunqput(gp);  // [2]
  sched.lock.unlock();
  sched.preemptions.fetch_add(1, memory_order_relaxed);
  trace(Ev::Handoff, pp, nullptr, 1);
  wakewith(next, pp);  // [3]
  trace(Ev::ThreadStop, nullptr, nullptr, static_cast<uint32_t>(mp->id));
  notesleep(&mp->park);  // [4]
  noteclear(&mp->park);
  gp->preempted = false;
  pp = mp->nextp;
  mp->nextp = nullptr;
  acquirep(pp);
  newslice(pp);
  casgstatus(gp, Grunnable, Grunning);
  trace(Ev::GoStart, gp);
}

void doSigPreempt(G* gp, uintptr_t sp) {
  if (isAsyncSafePoint(gp, sp) && wantAsyncPreempt(gp)) gopreempt(gp);
}

void resumepreempted(G* gp, P* pp) { wakewith(gp->m, pp); }

void startpreempted(G* gp) {
  resumepreempted(gp, releasep());
  stopm();
}

}  // namespace rt
