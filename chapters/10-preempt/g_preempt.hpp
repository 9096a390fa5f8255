// A goroutine that has been preempted.
#pragma once

namespace rt {

struct GPreempt {
  // It is runnable, and its thread sleeps in a signal handler on its behalf: no other may run it.
  // Its thread writes this while it owns the goroutine, before it queues and after it was woken.
  bool preempted;
};

}  // namespace rt
