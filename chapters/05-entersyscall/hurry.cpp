#include <runq.hpp>
#include <sysmon.hpp>

namespace rt {

// Ours: 61 turns (globrunq.cpp) may be long ones. After 10 ms Go would stop the goroutine that runs
// and put it behind those in the global queue. We can't stop it, but we can end its P's count of
// turns: when it yields or waits, the next one comes from there.
void hurry(int64_t now) {
  constexpr int64_t kPatience = 10'000'000;
  if (now - sched.hurried < kPatience || sched.runqsize.load(memory_order_relaxed) == 0) return;
  sched.hurried = now;
  for (int i = 0; i < gomaxprocs; i++) allp[i]->turns.store(kMostTurns, memory_order_relaxed);
}

}  // namespace rt
