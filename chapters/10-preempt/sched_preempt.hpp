// How long a goroutine may keep its P, and who waits for one.
#pragma once
#include <atomic.hpp>
#include <cstdint>
#include <fiber.hpp>

namespace rt {

struct SchedPreempt {
  // Is a signal sent to those that compute? If not, a time slice ends when its goroutine waits or
  // yields. Not under sanitizers, which want to know of each signal before it comes.
  Atomic<bool, "sched.signals"> signals = !sanitized;
  // Time slices in nanoseconds; 0: they have no end. The short one (shortslice.cpp) applies while a
  // goroutine that has come back from the kernel waits for a P.
  Atomic<int64_t, "sched.slice"> slice = 0, shortslice = 0;
  Atomic<bool, "sched.foresees"> foresees = false;  // foresee.hpp
  // Of those in the global queue, how many were preempted, and how many have come back from the
  // kernel. Written under sched.lock.
  Atomic<int32_t, "sched.npreempted"> npreempted = 0;
  Atomic<int32_t, "sched.nreturned"> nreturned = 0;
  Atomic<uint64_t, "sched.preemptions"> preemptions =
      0;  // for the curious: since the program began
};

}  // namespace rt
