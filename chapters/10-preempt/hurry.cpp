#include <runq.hpp>
#include <sched.hpp>
#include <sysmon.hpp>

namespace rt {

// Chapter 5's, where nobody is preempted. With time slices it would do harm: a goroutine that uses
// one up goes to the global queue, and if that came first each time, a goroutine in the P's own
// ring would wait for ever.
void hurry(int64_t now) {
  constexpr int64_t kPatience = 10'000'000;
  if (sched.signals.load(memory_order_relaxed)) return;
  if (now - sched.hurried < kPatience || sched.runqsize.load(memory_order_relaxed) == 0) return;
  sched.hurried = now;
  for (int i = 0; i < gomaxprocs; i++) allp[i]->turns.store(kMostTurns, memory_order_relaxed);
}

}  // namespace rt
