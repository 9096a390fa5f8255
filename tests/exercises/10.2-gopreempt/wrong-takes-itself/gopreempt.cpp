// The goroutine is queued. Now, who gets the P?
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

void doSigPreempt(G* gp, uintptr_t sp) {
  if (isAsyncSafePoint(gp, sp) && wantAsyncPreempt(gp)) gopreempt(gp);
}

void resumepreempted(G* gp, P* pp) { wakewith(gp->m, pp); }

void startpreempted(G* gp) {
  resumepreempted(gp, releasep());
  stopm();
}

void gopreempt(G* gp) {
  M* mp = gp->m;
  sched.lock.lock();
  if (sched.newmHandoff.ps) return sched.lock.unlock();
  casgstatus(gp, Grunning, Grunnable);
  gp->preempted = true;
  P* pp = releasep();
  globrunqput(gp);
  M* next = sleeping_locked();
  sched.lock.unlock();
  sched.preemptions.fetch_add(1, memory_order_relaxed);
  wakewith(next, pp);
  notesleep(&mp->park);
  noteclear(&mp->park);
  gp->preempted = false;
  pp = mp->nextp;
  mp->nextp = nullptr;
  acquirep(pp);
  newslice(pp);
  casgstatus(gp, Grunnable, Grunning);
}

}  // namespace rt
