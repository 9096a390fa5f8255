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
  auto& handoff = sched.newmHandoff;  // as the end of the last run may have left it
  handoff.ps = nullptr, handoff.haveTemplateThread = false, handoff.full = 0,
  handoff.passed = false;
  handoff.spinning = handoff.wanted = handoff.spares = handoff.others = 0;
  startsystemthread(-1, sysmon);
}

}  // namespace rt
