// To give way there is a function.
#include <gstatus.hpp>
#include <preempt.hpp>
#include <proc.hpp>
#include <runq.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <threads.hpp>
#include <trace_g.hpp>

namespace rt {

void gopreempt(G* gp) {
  sched.preemptions.fetch_add(1, memory_order_relaxed);
  gosched();
  (void)gp;
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
