#include <acquirem.hpp>
#include <gstatus.hpp>
#include <preempt.hpp>
#include <runq.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

// Has somebody asked? The signal may be late: then it meets another goroutine, on another P.
// Go 1.21: runtime/preempt.go, wantAsyncPreempt
static bool wantAsyncPreempt(G* gp) {
  P* pp = gp && gp->m ? gp->m->p : nullptr;
  return pp && pp->preempt.load(memory_order_relaxed);
}

//   [1] a goroutine    not g0, nor on its way to or from it: its own stack is in use
//   [2] running        not in a system call, nor on its way in or out
//   [3] no locks       and it does not work on what belongs to its P
// Go asks its compiler's tables whether the garbage collector would understand this instruction.
// Ours may be any: nothing of the goroutine will move.
// Go 1.21: runtime/preempt.go, isAsyncSafePoint
static bool isAsyncSafePoint(G* gp, uintptr_t sp) {
  return gp->goid != 0 && gp->stack.lo <= sp && sp < gp->stack.hi &&         // [1]
         gp->atomicstatus.load(memory_order_relaxed) == Grunning &&          // [2]
         mlocks() == 0;                                                      // [3]
}

// The system call that the goroutine did not ask for.
//   [1] nobody    a P waits for a thread already: ours would be the next to wait, and ours may hold
//                 the lock that the new thread needs. So go on
//   [2] queued    like a goroutine that has come back from the kernel and found no P
//   [3] handed    the P goes to another thread. None is made here: this may be the middle of malloc
//   [4] asleep    until somebody has a P for it
// Go 1.21: runtime/proc.go, gopreempt_m
static void gopreempt(G* gp) {
  M* mp = gp->m;
  sched.lock.lock();
  if (sched.newmHandoff.ps) return sched.lock.unlock();  // [1]
  trace(Ev::GoPreempt, gp);
  casgstatus(gp, Grunning, Grunnable);
  gp->preempted = true;
  P* pp = releasep();
  globrunqput(gp);  // [2]
  sched.lock.unlock();
  sched.preemptions.fetch_add(1, memory_order_relaxed);
  handoffp(pp);  // [3]
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
  if (wantAsyncPreempt(gp) && isAsyncSafePoint(gp, sp)) gopreempt(gp);
}

void resumepreempted(G* gp, P* pp) {
  M* mp = gp->m;
  mp->nextp = pp;
  trace(Ev::ThreadWake, pp, nullptr, static_cast<uint32_t>(mp->id));
  notewakeup(&mp->park);
}

void startpreempted(G* gp) {
  resumepreempted(gp, releasep());
  stopm();
}

}  // namespace rt
