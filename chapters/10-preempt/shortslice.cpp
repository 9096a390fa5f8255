#include <preempt.hpp>
#include <sched.hpp>

namespace rt {

// Whoever interrupts a goroutine that computes changes threads twice. If only a few have come back
// by then, that is a lot for each of them, so they wait twice as long, and more will come. So
// they do where there is just one P: while they take their turns there, nobody computes.
int64_t shortslice() {
  constexpr int32_t kFew = 8;  // for each P
  int64_t slice = sched.shortslice.load(memory_order_relaxed);
  bool few = sched.nreturned.load(memory_order_relaxed) <= kFew * gomaxprocs;
  return few || gomaxprocs == 1 ? 2 * slice : slice;
}

}  // namespace rt
