// What all threads share: one scheduler.
#pragma once
#include <sched_idle.hpp>
#include <sched_limits.hpp>
#include <sched_queue.hpp>
#include <sched_sysmon.hpp>

namespace rt {

struct Sched : SchedQueue, SchedIdle, SchedSysmon, SchedLimits {};

inline Sched sched;

}  // namespace rt
