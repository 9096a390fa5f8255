#include <callnumber.hpp>
#include <incall.hpp>
#include <runq.hpp>
#include <trace_g.hpp>
#include <wanted.hpp>

namespace rt {

constexpr int64_t kForcePreempt = 10'000'000;  // a time slice, in nanoseconds

// Chapter 5's rules. Yes if the goroutine is in a call that was there at the last look already, or
// that began when its time slice was over; and if somebody needs the P, or nobody has for 10 ms.
// Go holds the goroutine before it asks, and takes sched.lock twice for each P that runs, at every
// look.
bool wanted(P* pp, int64_t now) {
  auto& seen = pp->sysmontick;
  uint32_t slice = pp->schedtick.load(memory_order_relaxed);
  bool over = seen.schedtick == slice && now - seen.schedwhen >= kForcePreempt;
  if (seen.schedtick != slice) seen.schedtick = slice, seen.schedwhen = now;
  if (!incall(pp)) return false;
  uint32_t call = callnumber(pp);
  if (!over && seen.syscalltick != call) {
    seen.syscalltick = call, seen.syscallwhen = now;
    trace(Ev::SysmonLook, pp, nullptr, call);
    return false;
  }
  int32_t others =
      sched.nmspinning.load(memory_order_relaxed) + sched.npidle.load(memory_order_relaxed);
  return !runqempty(pp) || others == 0 || now - seen.syscallwhen >= kForcePreempt;
}

}  // namespace rt
