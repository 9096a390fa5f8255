#include <incall.hpp>
#include <runq.hpp>
#include <syscallingthread.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

constexpr int64_t kForcePreempt = 10'000'000;  // a time slice, in nanoseconds

// Chapter 5's rules. Yes if the goroutine is in a call that was there at the last look already, or
// that began when its time slice was over; and if somebody needs the P, or nobody has for 10 ms.
// Go holds the goroutine before it asks, and takes sched.lock twice for each P that runs, at every
// look.
static bool wanted(P* pp, int64_t now) {
  auto& seen = pp->sysmontick;
  uint32_t slice = pp->schedtick.load(memory_order_relaxed);
  bool over = seen.schedtick == slice && now - seen.schedwhen >= kForcePreempt;
  if (seen.schedtick != slice) seen.schedtick = slice, seen.schedwhen = now;
  if (!incall(pp)) return false;
  uint32_t call = pp->syscalltick.load(memory_order_relaxed);
  if (!over && seen.syscalltick != call) {
    seen.syscalltick = call, seen.syscallwhen = now;
    trace(Ev::SysmonLook, pp, nullptr, call);
    return false;
  }
  int32_t others =
      sched.nmspinning.load(memory_order_relaxed) + sched.npidle.load(memory_order_relaxed);
  return !runqempty(pp) || others == 0 || now - seen.syscallwhen >= kForcePreempt;
}

// Go 1.27: runtime/proc.go, retake
uint32_t retake(int64_t now) {
  uint32_t n = 0;
  for (int i = 0; i < gomaxprocs; i++) {
    P* pp = allp[i];
    if (pp->status.load(memory_order_relaxed) != Prunning) continue;
    if (!wanted(pp, now)) continue;
    auto thread = setBlockOnExitSyscall(pp);
    if (!thread) continue;
    // Until handoffp has found an M, there may be none that counts as running: the M in the system
    // call may come back, find no P and go to sleep, and checkdead would see a deadlock. So pretend
    // that one more is awake, while it can't come back yet. (This takes sched.lock. In Go, somebody
    // may wait for the bit with the lock held, and so the count comes first, at every look. Here
    // nobody does.)
    incidlelocked(-1);
    thread->takeP();
    thread->resume();
    n++;
    nexttick(sched.retakes);
    handoffp(pp);
    incidlelocked(1);
  }
  return n;
}

}  // namespace rt
