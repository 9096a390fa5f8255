// A P whose goroutine is asked to give way.
#pragma once
#include <atomic.hpp>
#include <cstdint>

namespace rt {

struct PPreempt {
  // Its time slice must end: a signal is on its way, or has come at a bad moment. The start of the
  // next slice clears this. Go 1.21: runtime/runtime2.go, p
  Atomic<bool, "p.preempt"> preempt;
  // The slice must end, but no thread could run the P if a signal took it. Only runqget looks at
  // this: goroutines that share the slice leave others in the ring their turn.
  Atomic<bool, "p.over"> over;
  Atomic<int64_t, "p.asked"> asked;  // when it was last asked, nanoseconds
  // When sysmon first saw this time slice, nanoseconds; 0: it has not yet. Used to find the
  // goroutine that has computed longest.
  Atomic<int64_t, "p.since"> since;
  // The kernel's number of the thread that has it, for the signal. If the number is out of date,
  // the signal goes to a thread that has not been asked, and does nothing.
  Atomic<int32_t, "p.tid"> tid;
};

}  // namespace rt
