#include <preempt.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>

namespace rt {

void startbackground() {
  sysmonasgo(), watchdoglimit();  // reports a bad setting before anything runs
  sched.slice.store(timeslice() ? timeslice() : kForcePreempt, memory_order_relaxed);
  sched.signals.store(timeslice() && !sanitized, memory_order_relaxed);
  sched.shortslice.store(shorttimeslice(), memory_order_relaxed);
  sched.foresees.store(foresees(), memory_order_relaxed);
  startsystemthread(-1, sysmon);
}

}  // namespace rt
