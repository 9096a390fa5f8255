// Exercise 5.6 ★★ (20 minutes, break and mend): the logger that starves everybody
//
// After Go issue #28701, whose calls are calls into C: a goroutine writes a log, one
// short write(2) after the other, some microseconds each. Beside it another one waits for its turn
// on the same P, and waits, for seconds. No call ever blocks, the thread is in the kernel nearly
// all the time, and sysmon looks on and does nothing. Put one long sleep between the writes, and
// everything runs. The retake below has that bug. Find out why sysmon leaves the P alone, and mend
// it. What must hold:
//   - a goroutine keeps its P for a time slice of 10 ms, and no longer, however many calls it
//     makes. After that, others get the P at the next look that finds it in a call, old or new;
//   - a slice belongs to a P, and begins when sysmon first sees a new pp->schedtick, which goes up
//     when another goroutine gets its turn. It goes on whether the goroutine computes or is in the
//     kernel. The P's sysmontick has room for what you saw of it: schedtick and schedwhen;
//   - all that works goes on working: within its slice a call that has just begun keeps its P, one
//     that is seen at two looks does not, and a P that nobody needs may stay for 10 ms.
// Why it matters: "is it still the same call?" says how long a call takes, and nothing about how
// long others have waited. A scheduler that is fair looks at both.
// Done: make exercise-5.6 says so. Stuck: make hint-5.6
#include <runq.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

constexpr int64_t kForcePreempt = 10'000'000;  // a time slice: 10 ms

// May the P stay in this call?
static bool leave(P* pp, int64_t now) {
  auto& seen = pp->sysmontick;
  uint32_t tick = pp->syscalltick.load(memory_order_relaxed);
  if (seen.syscalltick != tick) {  // another call than at the last look
    seen.syscalltick = tick;
    seen.syscallwhen = now;
    return true;
  }
  bool others =
      sched.nmspinning.load(memory_order_relaxed) + sched.npidle.load(memory_order_relaxed) > 0;
  return runqempty(pp) && others && seen.syscallwhen + kForcePreempt > now;
}

uint32_t retake(int64_t now) {
  uint32_t n = 0;
  for (int i = 0; i < gomaxprocs; i++) {
    P* pp = allp[i];
    uint32_t status = pp->status.load(memory_order_relaxed);
    if (status != Psyscall || leave(pp, now)) continue;
    incidlelocked(-1);
    if (pp->status.compare_exchange_strong(status, Pidle, memory_order_acquire,
                                           memory_order_relaxed)) {
      trace(Ev::GoSysBlock, pp, nullptr, 0);
      trace(Ev::ProcSteal, pp, nullptr, 0);
      n++;
      nexttick(sched.retakes);
      nexttick(pp->syscalltick);
      handoffp(pp);
    }
    incidlelocked(1);
  }
  return n;
}

}  // namespace rt
