#include <preempt.hpp>
#include <sched.hpp>

namespace rt {

// Interrupting a goroutine that computes costs two thread switches. If only a few goroutines have
// come back, that is a high price for each, so they wait twice as long, and meanwhile more come
// back. They also wait twice as long if there is just one P: while they take their turns on it,
// nobody computes.
int64_t shortslice() {
  constexpr int32_t kFew = 8;  // for each P
  int64_t slice = sched.shortslice.load(memory_order_relaxed);
  bool few = sched.nreturned.load(memory_order_relaxed) <= kFew * gomaxprocs;
  return few || gomaxprocs == 1 ? 2 * slice : slice;
}

}  // namespace rt
