// Begins to count anew when it has asked.
#include <algorithm>
#include <incall.hpp>
#include <preempt.hpp>
#include <runq.hpp>
#include <sched.hpp>

namespace rt {

// A signal that comes at a bad moment has no effect, so it is sent again; Go does so at each look.
// Not too often: a goroutine must get on, too.
constexpr int64_t kAgain = 1'000'000;
constexpr int64_t kLeast = 1'000'000;

// How long may the goroutine keep pp? In Go it is a time slice, however many others compute, too; and
// whoever does not compute waits for all of them. Ours share a slice, those that compute and those
// that wait, so that a round takes no longer. 0: nobody waits.
static int64_t share(P* pp) {
  int64_t slice = sched.slice.load(memory_order_relaxed);
  int32_t all = sched.runqsize.load(memory_order_relaxed);
  int32_t computing = sched.npreempted.load(memory_order_relaxed);
  bool others = all > computing || !runqempty(pp);
  if (!others) return all ? slice : 0;
  return std::max(slice * gomaxprocs / (gomaxprocs + computing + 1), std::min(slice, kLeast));
}

void giveway(P* pp, int64_t now) {
  int64_t since = pp->since.load(memory_order_relaxed);
  if (since == 0) return pp->since.store(now, memory_order_relaxed);
  int64_t slice = share(pp);
  if (slice == 0 || incall(pp)) return;
  bool over = now - since >= slice || pp->preempt.load(memory_order_relaxed);
  bool again = now - pp->asked.load(memory_order_relaxed) >= std::min(slice, kAgain);
  if (over && again) preemptone(pp, now), pp->since.store(now, memory_order_relaxed);
}

// What sysmon knows may be old, since it may not have looked for 10 ms. But a goroutine that computes
// has been there for longer, mostly.
void giveback(int64_t now, int64_t slice) {
  if (slice == 0) return;
  P* longest = nullptr;
  int64_t since = now - slice;
  for (int i = 0; i < gomaxprocs; i++) {
    P* pp = allp[i];
    int64_t its = pp->since.load(memory_order_relaxed);
    if (its == 0 || its > since || pp->status.load(memory_order_relaxed) != Prunning || incall(pp) ||
        pp->preempt.load(memory_order_relaxed))
      continue;
    longest = pp, since = its;
  }
  if (longest) preemptone(longest, now);
}

}  // namespace rt
