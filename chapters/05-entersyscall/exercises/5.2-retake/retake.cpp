// Exercise 5.2 ★★★ (40 minutes, rebuild): retake
//
// sysmon calls retake(now) again and again, every 20 µs to 10 ms; now is in nanoseconds. It looks
// at each P, allp[0] to allp[gomaxprocs - 1], takes those that others need out of their system
// calls, and returns how many it took. What it saw of a P at earlier looks stands in the P's own
// sysmontick, which nobody but sysmon touches.
//
// A P is taken only out of a call, from Psyscall, and for one of two reasons:
//   - the call lasts: it is the one that an earlier look has seen already. p.syscalltick tells the
//     calls of a P apart. A call that no look has seen yet has only just begun, and keeps its P;
//   - the goroutine's time slice is over: 10 ms or more have passed since sysmon first saw the P's
//     schedtick, in user code or in the kernel. Then even a new call is no excuse, and is not
//     noted: many short calls must not keep a P from others.
// In both cases a P that nobody needs stays where it is: its own queue is empty, and somebody could
// do new work without it (an M spins, or a P is idle). But it stays for less than 10 ms since the
// first look at the call that was noted last (syscallwhen), since sysmon can't sleep deeply while a
// P is not idle.
//
// While you take it:
//   - whoever moves its status from Psyscall to Pidle owns it. The M in the call may come back at
//     this very moment and want the same. If it is faster, the P is its own again;
//   - an M that comes back sees by the syscalltick that its P was away. record(pp) counts it, and
//     handoffp finds somebody to run it: from then on the P is another's, with all that is in it;
//   - between Psyscall and the end of handoffp the P is in nobody's hands. An M that comes back may
//     find no P and go to sleep; with nobody awake, checkdead would see a deadlock. So for that
//     time one M less counts as idle: incidlelocked counts, and then looks for a deadlock, both
//     under sched.lock. A look that tries to take nothing takes no lock.
// Why it matters: these few lines decide who waits when goroutines block in the kernel. Too eager,
// and every short call loses its P; too lazy, and goroutines starve behind a read.
// Done: make exercise-5.2 says so. Stuck: make hint-5.2
#include <not_done.hpp>
#include <runq.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

[[maybe_unused]] constexpr int64_t kForcePreempt = 10'000'000;  // a time slice: 10 ms

// For the trace and the counters.
[[maybe_unused]] static void record(P* pp) {
  trace(Ev::GoSysBlock, pp, nullptr, 0);
  trace(Ev::ProcSteal, pp, nullptr, 0);
  nexttick(sched.retakes);
}

uint32_t retake(int64_t now) {
  (void)now;
  not_done("5.2");
}

}  // namespace rt
