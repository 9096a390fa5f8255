// How long a goroutine may keep its P, and who has been preempted.
#pragma once
#include <atomic.hpp>
#include <cstdint>

namespace rt {

struct SchedPreempt {
  Atomic<int64_t, "sched.slice"> slice = 0;  // a time slice in nanoseconds; 0: nobody is preempted
  int32_t npreempted = 0;  // goroutines in the global queue that were; under sched.lock
  Atomic<uint64_t, "sched.preemptions"> preemptions = 0;  // for the curious: since the program began
};

}  // namespace rt
