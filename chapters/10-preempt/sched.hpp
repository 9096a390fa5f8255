// What all threads share: one scheduler.
#pragma once
#include <sched_idle.hpp>
#include <sched_limits.hpp>
#include <sched_preempt.hpp>
#include <sched_queue.hpp>
#include <sched_sysmon.hpp>
#include <sched_take.hpp>
#include <sched_template.hpp>

namespace rt {

struct Sched : SchedQueue,
               SchedIdle,
               SchedSysmon,
               SchedTake,
               SchedLimits,
               SchedTemplate,
               SchedPreempt {};

inline Sched sched;

}  // namespace rt
