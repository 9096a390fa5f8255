// A P whose goroutine is asked to give way.
#pragma once
#include <atomic.hpp>
#include <cstdint>

namespace rt {

struct PPreempt {
  // Its time slice is to end: a signal is on its way, or has come at a bad moment. Whoever begins
  // the next slice takes it back. Go 1.21: runtime/runtime2.go, p
  Atomic<bool, "p.preempt"> preempt;
  Atomic<int64_t, "p.asked"> asked;  // when that was asked last, nanoseconds
  // When sysmon first saw this time slice, nanoseconds; 0: it has not yet. For those who look for
  // the goroutine that has computed longest.
  Atomic<int64_t, "p.since"> since;
  // The thread that has it, as the kernel knows it: for the signal. Where it is old, the signal
  // goes to a thread that has not been asked, and does nothing.
  Atomic<int32_t, "p.tid"> tid;
};

}  // namespace rt
