#include <runq.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

constexpr int64_t kForcePreempt = 10'000'000;  // a time slice, in nanoseconds

// Has the goroutine on this P, in user code or in the kernel, had it for longer than a time slice?
// Go would ask one in user code to stop here (preemptone); ours can't.
static bool sliceover(P* pp, int64_t now) {
  auto& seen = pp->sysmontick;
  uint32_t tick = pp->schedtick.load(memory_order_relaxed);
  if (seen.schedtick == tick) return seen.schedwhen + kForcePreempt <= now;
  seen.schedtick = tick;
  seen.schedwhen = now;
  return false;
}

// The P is in Psyscall: may it stay there? Yes if this call was not there when we last looked, and
// yes if nobody needs the P, but not for more than 10 ms, since sysmon can't sleep deeply while a P
// is not idle.
static bool leave(P* pp, int64_t now, bool over) {
  auto& seen = pp->sysmontick;
  uint32_t tick = pp->syscalltick.load(memory_order_relaxed);
  if (!over && seen.syscalltick != tick) {
    seen.syscalltick = tick;
    seen.syscallwhen = now;
    trace(Ev::SysmonLook, pp, nullptr, tick);
    return true;
  }
  bool others =
      sched.nmspinning.load(memory_order_relaxed) + sched.npidle.load(memory_order_relaxed) > 0;
  return runqempty(pp) && others && seen.syscallwhen + kForcePreempt > now;
}

// Go 1.21: runtime/proc.go, retake
uint32_t retake(int64_t now) {
  uint32_t n = 0;
  for (int i = 0; i < gomaxprocs; i++) {
    P* pp = allp[i];
    uint32_t status = pp->status.load(memory_order_relaxed);
    if (status == Pidle) continue;
    bool over = sliceover(pp, now);
    if (status != Psyscall || leave(pp, now, over)) continue;
    // Until handoffp has found an M, there may be none that counts as running: the M in the system
    // call may come back, find no P and go to sleep, and checkdead would see a deadlock. So pretend
    // that one more is awake.
    incidlelocked(-1);
    // The thread that moves it from Psyscall to Pidle owns it. The M in the system call tries the
    // same (chapter 6). acquire: what its last owner did with it, to its run queue above all.
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
