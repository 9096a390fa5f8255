// Each rule is a line or two; the compare-and-swap decides.
#include <runq.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

constexpr int64_t kForcePreempt = 10'000'000;

static void record(P* pp) {
  trace(Ev::GoSysBlock, pp, nullptr, 0);
  trace(Ev::ProcSteal, pp, nullptr, 0);
  nexttick(sched.retakes);
}

static bool take(P* pp) {
  incidlelocked(-1);
  uint32_t status = Psyscall;
  bool mine =
      pp->status.compare_exchange_strong(status, Pidle, memory_order_acquire, memory_order_relaxed);
  if (mine) {
    record(pp);
    nexttick(pp->syscalltick);
    handoffp(pp);
  }
  incidlelocked(1);
  return mine;
}

uint32_t retake(int64_t now) {
  uint32_t taken = 0;
  for (int i = 0; i < gomaxprocs; i++) {
    P* pp = allp[i];
    auto& seen = pp->sysmontick;
    uint32_t status = pp->status.load(memory_order_relaxed);
    if (status == Pidle) continue;
    bool over = false;
    if (uint32_t t = pp->schedtick.load(memory_order_relaxed); t != seen.schedtick)
      seen.schedtick = t, seen.schedwhen = now;
    else over = now - seen.schedwhen >= kForcePreempt;
    if (status != Psyscall) continue;
    uint32_t tick = pp->syscalltick.load(memory_order_relaxed);
    if (!over && tick != seen.syscalltick) {
      seen.syscalltick = tick, seen.syscallwhen = now;
      continue;
    }
    bool others =
        sched.nmspinning.load(memory_order_relaxed) + sched.npidle.load(memory_order_relaxed) > 0;
    if (runqempty(pp) && others && now - seen.syscallwhen < kForcePreempt) continue;
    taken += take(pp);
  }
  return taken;
}

}  // namespace rt
