// What all threads share: one scheduler.
#pragma once
#include <sched_queue.hpp>

namespace rt {

struct Sched : SchedQueue {};

inline Sched sched;

}  // namespace rt
