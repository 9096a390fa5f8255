#include <algorithm>
#include <incall.hpp>
#include <preempt.hpp>
#include <runq.hpp>
#include <sched.hpp>

namespace rt {

// Go asks again at each look, which may be 20 µs later. A signal that came at a bad moment has left
// p.preempt behind, and that is soon enough in most cases; so ours leaves the goroutine some time.
constexpr int64_t kAgain = 1'000'000;

void giveway(P* pp, int64_t now) {
  int64_t slice = sched.slice.load(memory_order_relaxed);
  if (slice == 0 || now - pp->sysmontick.schedwhen < slice || incall(pp)) return;
  if (now - pp->asked < std::min(slice, kAgain)) return;
  if (runqempty(pp) && sched.runqsize.load(memory_order_relaxed) == 0) return;
  if (preemptone(pp)) pp->asked = now;
}

}  // namespace rt
