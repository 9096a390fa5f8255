// Exercise 5.3 ★★★ (30 minutes, rebuild): handoffp
//
// Somebody had pp, and has let go of it: it is Pidle, on no list, and yours. When handoffp returns,
// an M has it, or it is idle: exactly one of the two, once. start(pp, spinning) below gives it to
// an M that sleeps, or to a new one; it takes sched.lock itself. pidleput(pp) puts it on the list
// of idle Ps, which sched.lock protects.
//
// No goroutine may wait while a P is idle and nobody is about to look for work. That means:
//   - goroutines in pp's own queue (runqempty) or in the global one (sched.runqsize) need an M for
//     pp. It knows where to look, so it does not spin. That they are there can be seen without
//     sched.lock, for which all threads compete: take it only where you need it;
//   - while no M spins (sched.nmspinning) and no P is idle (sched.npidle), whoever makes a
//     goroutine runnable has nobody to wake. Then pp needs an M that looks for work: it spins.
//     Whoever starts it counts it in nmspinning before, and others see that number at once. One is
//     enough: seeing that it is 0 and making it 1 must be one step, and whoever comes second starts
//     nobody. Then somebody spins, and pp may be idle;
//   - in all other cases pp becomes idle. But what you saw without sched.lock may have changed by
//     the time that you hold it: before pidleput, a goroutine may have come into the global queue;
//   - and only from pidleput on can others see that pp is idle. A thread that made a goroutine
//     runnable a moment earlier has called wakep, found no idle P, and woken nobody; and the M that
//     was spinning then may have found another goroutine and stopped. anywork() looks into all
//     queues, and wakep() wakes an M for an idle P if nobody spins. When must they be called?
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
