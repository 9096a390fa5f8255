#include <incall.hpp>
#include <membarrier.hpp>
#include <runq.hpp>
#include <sysmon.hpp>
#include <take.hpp>
#include <trace_g.hpp>

namespace rt {

constexpr int64_t kForcePreempt = 10'000'000;  // a time slice, in nanoseconds

// Chapter 5's rules. Yes if the goroutine is in a call that was there at the last look already, or
// that began when its time slice was over; and if somebody needs the P, or nobody has for 10 ms.
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

//   [1] which Ps  by the rules, without holding anything
//   [2] wanted    each of their goroutines is told
//   [3] fence     one for all
//   [4] taken     those that have not come back
//   [5] handed off
// Until handoffp has found an M, there may be none that counts as running: the M in the system call
// may come back, find no P and go to sleep, and checkdead would see a deadlock. So pretend that
// more are awake, before anybody can find out.
// Go 1.27: runtime/proc.go, retake
uint32_t retake(int64_t now) {
  int some = 0;
  for (int i = 0; i < gomaxprocs; i++) {
    P* pp = allp[i];
    pp->wish = pp->status.load(memory_order_relaxed) == Prunning && wanted(pp, now);  // [1]
    some += pp->wish;
  }
  if (some == 0) return 0;
  int n = 0;
  {
    Taking taking;
    for (int i = 0; i < gomaxprocs; i++)
      allp[i]->wish = allp[i]->wish && taking.want(allp[i]);  // [2]
    heavyfence();                                             // [3]
    for (int i = 0; i < gomaxprocs; i++) {
      allp[i]->wish = allp[i]->wish && taking.take(allp[i]);  // [4]
      n += allp[i]->wish;
    }
    if (n > 0) incidlelocked(-n);
  }
  for (int i = 0; i < gomaxprocs; i++) {
    if (!allp[i]->wish) continue;
    nexttick(sched.retakes);
    handoffp(allp[i]);  // [5]
  }
  if (n > 0) incidlelocked(n);
  return static_cast<uint32_t>(n);
}

}  // namespace rt
