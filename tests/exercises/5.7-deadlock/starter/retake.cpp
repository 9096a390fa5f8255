// Exercise 5.7 ★★ (20 minutes, break and mend): not a deadlock
//
// Go issue #6070. What a user would report: "Our server has one CPU, one goroutine and nothing to
// wait for but the network. Once in some days it dies right after a read: fatal error, all
// goroutines are asleep - deadlock! But the read has just returned, with data." Sometimes the
// message is another: checkdead: goroutine 1 is runnable, and nobody runs it.
//
// Chapter 5's threads poll when they come back from the kernel and find no P; Go's, and ours from
// chapter 7 on, put their goroutine into the global queue and go to sleep. So do the threads in
// this exercise's test, and then the retake below has that bug. Find out for how long nobody is
// awake who counts, though all is well, and mend it:
//   - checkdead believes in a deadlock when no M is awake: mcount - nmidle - nmidlelocked is 0. It
//     looks each time that an M goes to sleep. sysmon is no M, and does not count;
//   - incidlelocked(v) adds v to nmidlelocked, under sched.lock, and looks for a deadlock if v > 0;
//   - as long as nothing is in sysmon's hands, a deadlock must be found as before;
//   - and what retake does with Ps stays as it is. A look that takes no P takes no lock.
// Why it matters: a check that cries wolf kills programs. Whatever is on its way to somebody must
// count as if it had arrived.
// Done: make exercise-5.7 says so. Stuck: make hint-5.7
#include <runq.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

constexpr int64_t kForcePreempt = 10'000'000;  // a time slice: 10 ms

static bool sliceover(P* pp, int64_t now) {
  auto& seen = pp->sysmontick;
  uint32_t tick = pp->schedtick.load(memory_order_relaxed);
  if (seen.schedtick == tick) return seen.schedwhen + kForcePreempt <= now;
  seen.schedtick = tick;
  seen.schedwhen = now;
  return false;
}

static bool leave(P* pp, int64_t now, bool over) {
  auto& seen = pp->sysmontick;
  uint32_t tick = pp->syscalltick.load(memory_order_relaxed);
  if (!over && seen.syscalltick != tick) {
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
    if (status == Pidle) continue;
    bool over = sliceover(pp, now);
    if (status != Psyscall || leave(pp, now, over)) continue;
    if (!pp->status.compare_exchange_strong(status, Pidle, memory_order_acquire,
                                            memory_order_relaxed))
      continue;  // the M in the call was faster
    trace(Ev::GoSysBlock, pp, nullptr, 0);
    trace(Ev::ProcSteal, pp, nullptr, 0);
    n++;
    nexttick(sched.retakes);
    nexttick(pp->syscalltick);
    handoffp(pp);
  }
  return n;
}

}  // namespace rt
