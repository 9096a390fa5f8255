// What all threads share: one scheduler.
#pragma once
#include <sched_idle.hpp>
#include <sched_queue.hpp>

namespace rt {

struct Sched : SchedQueue, SchedIdle {};

inline Sched sched;

}  // namespace rt
