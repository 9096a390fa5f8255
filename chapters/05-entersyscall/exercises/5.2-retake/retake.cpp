// Exercise 5.2 ★★★ (40 minutes, rebuild): retake
//
// sysmon calls retake(now) again and again, every 20 µs to 10 ms; now is in nanoseconds. It looks
// at each P, allp[0] to allp[gomaxprocs - 1], and takes it away from a system call that lasts. What
// it saw of a P at its last looks stands in pp->sysmontick, and only sysmon touches that.
//   1. A P in Pidle is passed over.
//   2. Of all others, running or in a system call, it follows the time slice. If schedtick is not
//      the one in sysmontick, a new slice has begun: note the tick, and now in schedwhen. Else the
//      slice is over once 10 ms or more have passed since schedwhen.
//   3. The rest is only for a P in Psyscall. If its syscalltick is not the one in sysmontick, this
//      call was not there at the last look: note the tick, and now in syscallwhen, and leave the P.
//      But if its slice is over, skip this rule, and note nothing.
//   4. Leave the P if nobody needs it, that is, if all three are true: its run queue is empty;
//      somebody could do new work without it (an M spins, or a P is idle); and less than 10 ms have
//      passed since syscallwhen.
//   5. Else take it: whoever moves its status from Psyscall to Pidle owns it, and the M in the call
//      may come back at this very moment and want to do the same. If you get it, call record(pp),
//      move its syscalltick on by one (nexttick), so that the M can see that its P was away, and
//      let handoffp find somebody to run it. If you do not, leave everything as it is.
//   6. While you take it, from before you change its status until after handoffp, one M less counts
//      as idle: incidlelocked(-1), and then incidlelocked(1), whether you got it or not. Or the M
//      that comes back may find no P, go to sleep, and checkdead, with nobody awake, sees a
//      deadlock.
//   7. Return how many Ps you took.
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
