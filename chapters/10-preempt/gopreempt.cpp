#include <gstatus.hpp>
#include <preempt.hpp>
#include <runq.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <threads.hpp>
#include <trace_g.hpp>

namespace rt {

// The system call that the goroutine did not ask for.
//   [1] nobody    a P is idle: whoever waits gets that one. Or a P already waits for a thread:
//                 ours would be the next to wait, and our goroutine may hold the lock that the new
//                 thread needs. So go on
//   [2] queued    like a goroutine that has come back from the kernel and found no P. No wakep: no
//                 P is idle, and a thread looks at this queue before it lets its P go idle
//   [3] handed    the P goes to another thread. We make no thread: this may be the middle of
//                 malloc
//   [4] asleep    until another thread has a P for it
// Go 1.21: runtime/proc.go, gopreempt_m
void gopreempt(G* gp) {
  M* mp = gp->m;
  sched.lock.lock();
  bool idle = sched.npidle.load(memory_order_relaxed) > 0;
  if (idle || sched.newmHandoff.ps) return sched.lock.unlock();  // [1]
  trace(Ev::GoPreempt, gp);
  casgstatus(gp, Grunning, Grunnable);
  gp->preempted = true;
  P* pp = releasep();
  globrunqput(gp);  // [2]
  sched.lock.unlock();
  sched.preemptions.fetch_add(1, memory_order_relaxed);
  handoffp(pp);  // [3]
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
