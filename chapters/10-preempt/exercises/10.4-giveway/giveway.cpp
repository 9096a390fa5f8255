// Exercise 10.4 ★★ (25 minutes, rebuild): who gives way, and when
//
// A goroutine that computes keeps its P until sysmon asks it to give way. preemptone(pp, now) asks:
// it makes sure that a thread could run the P next, stores `now` in p.asked and true in p.preempt,
// and sends the signal. The signal may come at a bad moment (the goroutine holds a lock, say). Then
// it has no effect, and p.preempt stays true until the next time slice begins. The start of each
// slice stores false in p.preempt and 0 in p.since. You decide whom to ask, and when.
//
// giveway(pp, now): sysmon calls it each time it looks at a P that runs.
//   - p.since is when sysmon first saw this slice; 0: it has not seen it yet. The first look at a
//     slice stores now in p.since and does nothing else. It does so even if nobody waits for a P,
//     and even if the goroutine is in a system call: both functions rely on p.since;
//   - share(pp) below says how long the goroutine may keep the P. 0: nobody waits, or there are no
//     slices (sched.slice is 0). Then nobody is asked;
//   - a goroutine in a system call (incall) is left alone: retake takes its P;
//   - the slice is over when the share is used up, counted from p.since. It is also over if the
//     goroutine has been asked in this slice and is still there, even if its share has grown since;
//   - if the slice is over, ask, but not too often, since the goroutine must make progress, too:
//     kAgain must have passed since p.asked, or the share if that is shorter.
// giveback(now, slice): called while a goroutine that has come back from the kernel waits for a P.
//   - it asks one goroutine, the one that has computed longest, if it has been there for at least
//     `slice` (a few hundred microseconds). A slice of 0 switches this off;
//   - a P does not count if it does not run (p.status), if its goroutine is in a system call, or if
//     sysmon has not seen its slice yet. Nor does a P that has been asked in this slice: it is
//     already on its way to another goroutine, so ask a different one. If none is left, ask nobody.
// In both functions:
//   - the owner of a P may begin its next slice between any two of your steps. A second read of
//     p.since may not give you what the first one gave;
//   - everything that you read from a P is Atomic. Anything that isn't (p.m) belongs to the P's
//     owner;
//   - you ask only through preemptone, and store nothing but p.since, on the first look. Take no
//     lock, and do not call the kernel: sysmon comes here often.
// Why it matters: if sysmon asks too rarely, those that wait freeze; if it asks too often, nobody
// makes progress.
// Done: make exercise-10.4 says so. Stuck: make hint-10.4
#include <algorithm>
#include <incall.hpp>
#include <not_done.hpp>
#include <preempt.hpp>
#include <runq.hpp>
#include <sched.hpp>

namespace rt {

[[maybe_unused]] constexpr int64_t kAgain = 1'000'000;
constexpr int64_t kLeast = 1'000'000;

// How long may the goroutine keep pp? Those that compute and those that wait share a slice.
// 0: nobody waits.
[[maybe_unused]] static int64_t share(P* pp) {
  int64_t slice = sched.slice.load(memory_order_relaxed);
  int32_t all = sched.runqsize.load(memory_order_relaxed);
  int32_t computing = sched.npreempted.load(memory_order_relaxed);
  bool others = all > computing || !runqempty(pp);
  if (!others) return all ? slice : 0;
  return std::max(slice * gomaxprocs / (gomaxprocs + computing + 1), std::min(slice, kLeast));
}

void giveway(P* pp, int64_t now) {
  (void)pp, (void)now;
  not_done("10.4");
}

void giveback(int64_t now, int64_t slice) {
  (void)now, (void)slice;
  not_done("10.4");
}

}  // namespace rt
