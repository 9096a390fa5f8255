// A goroutine that has been preempted, or has come back from the kernel without a P.
#pragma once

namespace rt {

// Its thread writes them while it owns the goroutine: before it queues, and after it was woken.
struct GPreempt {
  bool preempted;  // its thread sleeps in a signal handler on its behalf: no other may run it
  bool returned;   // it waits in the global queue since it came back from a system call
};

}  // namespace rt
