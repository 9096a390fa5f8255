// A goroutine that has been preempted, or has come back from the kernel without a P.
#pragma once

namespace rt {

// Its thread writes these while it owns the goroutine: before queueing it, and after waking up.
struct GPreempt {
  bool preempted;  // its thread sleeps in a signal handler on its behalf: no other may run it
  bool returned;   // it came back from a system call and waits in the global queue
};

}  // namespace rt
