#include <sys/prctl.h>

#include <algorithm>
#include <clock.hpp>
#include <rawsyscall.hpp>
#include <sysmon.hpp>
#include <yield.hpp>

namespace rt {

// The kernel may wake a thread up to 50 µs late, to wake several at once, unless the thread asks
// for less. Go's does not. (make bench-why: a sleep of 20 µs with it and without.) 0 brings the
// default back at once: a thread that sysmon starts would inherit what it has then.
static void nap(uint32_t us) {
  RawSyscall(SYS_prctl, PR_SET_TIMERSLACK, 1, 0);
  usleep(us);
  RawSyscall(SYS_prctl, PR_SET_TIMERSLACK, 0, 0);
}

// Go sleeps. A sleep of 20 µs takes 60 to 120 with the wake-up, and a P in the kernel stands still
// for two of them, since its call must be seen twice. So ours looks at the clock instead, [1], as
// long as that pays (took). Other threads go first, by the yield.
//
// And Go dozes off for up to 10 ms when no look has taken a P for a while. Ours does not if calls
// have blocked recently, [2] (doze.cpp).
//
// Both use CPU time that others may need. If they do (late), it is Go's rule after all, [3].
void Pace::rest(uint32_t us) {
  int64_t start = nanotime(), end = start + us * 1'000;
  if (sysmonasgo() || start < poor) return usleep(us);  // [3]
  if (credit > 0) {
    while (nanotime() < end) osyield();  // [1]
    credit -= us * 1'000;
  } else {
    nap(doze(us, start));  // [2]
  }
  late(end, nanotime());
}

// If sysmon has not slept, a goroutine that waits for a P gets it about kSpared earlier. That is
// how long it may look at the clock; if nobody waits, not at all.
void Pace::took(uint32_t n, bool somebody, int64_t now) {
  constexpr int64_t kSpared = 50'000, kMost = 200'000;
  if (n == 0) return;
  taken = now;
  if (somebody) credit = std::min(credit + n * kSpared, kMost);
}

// If sysmon is 5 ms late, other threads need the CPUs, or a quota is used up, as a container may
// have one. Then sysmon must not be the one that uses it up: Go's rule for a second, and for twice
// as long each time that this happens again soon.
void Pace::late(int64_t end, int64_t now) {
  constexpr int64_t kLate = 5'000'000, kSecond = 1'000'000'000, kMost = 60 * kSecond;
  if (now - end < kLate) return;
  spell = end - poor > spell ? kSecond : std::min(2 * spell, kMost);
  poor = now + spell;
}

}  // namespace rt
