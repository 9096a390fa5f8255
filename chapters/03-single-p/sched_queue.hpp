// The scheduler's goroutines.
#pragma once
#include <gqueue.hpp>
#include <lock.hpp>

namespace rt {

// Go 1.21: runtime/runtime2.go, schedt
struct SchedQueue {
  Lock<"sched.lock"> lock;                         // for everything in here
  GQueue runq;                                     // the runnable ones
  Atomic<int32_t, "sched.runqsize"> runqsize = 0;  // may be read without the lock
  G* allgs = nullptr;                              // every G there ever was, linked through alllink
  uint64_t goidgen = 0;
  G* gfree = nullptr;  // finished Gs, to be used again
};

}  // namespace rt
