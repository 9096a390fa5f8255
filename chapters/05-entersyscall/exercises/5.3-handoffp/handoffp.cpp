// Exercise 5.3 ★★★ (30 minutes, rebuild): handoffp
//
// Somebody had pp, and has let go of it: it is Pidle, on no list, and yours. Find somebody to run
// it, or make it idle. start(pp, spinning) below gives it to an M that sleeps, or to a new one; it
// takes sched.lock, so do not hold that.
//   1. There is work: goroutines in pp's own queue (runqempty), or in the global one
//      (sched.runqsize). Then an M must run pp. It knows where to look, so it does not spin.
//   2. There is none, but nobody could help if some came up: no M spins (sched.nmspinning) and no P
//      is idle (sched.npidle). Then an M must run pp and look for work: it spins. Whoever starts a
//      spinning M counts it in nmspinning before, and there shall be one: so only if you are the
//      one who moves nmspinning from 0 to 1 (compare-and-swap; seq_cst, as all that wakep decides
//      by). If another was faster, somebody spins now, and you go on with 3.
//   3. Else pp becomes idle: pidleput, for which you hold sched.lock. Under the lock, and before,
//      look at the global queue once more: if it is no longer empty, do as in 1, with the lock
//      released.
//   4. And when pp is idle, look again whether there is anywork(); if there is, wakep(). Since
//      whoever made a goroutine runnable just before has called wakep, found no P idle, and woken
//      nobody; and the M that was spinning then may have found another goroutine and stopped.
// Exactly one of 1, 2 and 3 happens, once.
// Why it matters: with one branch missing, goroutines wait in a queue beside an idle P, for nobody.
// Done: make exercise-5.3 says so. Stuck: make hint-5.3
#include <not_done.hpp>
#include <runq.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

[[maybe_unused]] static void start(P* pp, bool spinning) {
  trace(Ev::Handoff, pp, nullptr, 1);
  startm(pp, spinning);
}

void handoffp(P* pp) {
  sched.handoffs.fetch_add(1, memory_order_relaxed);  // for the curious
  (void)pp;
  not_done("5.3");
}

}  // namespace rt
