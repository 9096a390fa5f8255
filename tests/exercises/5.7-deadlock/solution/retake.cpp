// One more counts as awake, from before the P can be in nobody's hands until somebody has it.
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
