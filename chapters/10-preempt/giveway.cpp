#include <algorithm>
#include <incall.hpp>
#include <preempt.hpp>
#include <runq.hpp>
#include <sched.hpp>

namespace rt {

// A signal that comes at a bad moment has no effect, so it is sent again; Go does so at each look.
// But not too often: the goroutine must make progress, too.
constexpr int64_t kAgain = 1'000'000;
constexpr int64_t kLeast = 1'000'000;

// How long may the goroutine keep pp? In Go it is a whole time slice, however many others compute,
// and a goroutine that does not compute waits for all of them. In ours, those that compute and
// those that wait share a slice, so that a round takes no longer than that. 0: nobody waits.
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
  if (over && again) preemptone(pp, now);
}

// What sysmon knows may be old, since it may not have looked for 10 ms. But a goroutine that
// computes has usually been there for longer.
void giveback(int64_t now, int64_t slice) {
  if (slice == 0) return;
  P* longest = nullptr;
  int64_t since = now - slice;
  for (int i = 0; i < gomaxprocs; i++) {
    P* pp = allp[i];
    int64_t its = pp->since.load(memory_order_relaxed);
    if (its == 0 || its > since || pp->status.load(memory_order_relaxed) != Prunning ||
        incall(pp) || pp->preempt.load(memory_order_relaxed))
      continue;
    longest = pp, since = its;
  }
  if (longest) preemptone(longest, now);
}

}  // namespace rt
