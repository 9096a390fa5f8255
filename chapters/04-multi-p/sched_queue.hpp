// The goroutines that all threads share.
#pragma once
#include <gdeque.hpp>
#include <lock.hpp>

namespace rt {

// Go 1.21: runtime/runtime2.go, schedt
struct SchedQueue {
  Lock<"sched.lock"> lock;                         // for all of this but gfree
  GDeque runq;                                     // the runnable ones
  Atomic<int32_t, "sched.runqsize"> runqsize = 0;  // may be read without the lock
  G* allgs = nullptr;                              // every G there ever was, linked through alllink
  uint64_t goidgen = 0;
  // A line of its own: every gosched reads runqsize.
  alignas(64) Lock<"sched.gFree.lock"> gfreelock;
  GDeque gfree;  // finished Gs, to be reused
};

}  // namespace rt
