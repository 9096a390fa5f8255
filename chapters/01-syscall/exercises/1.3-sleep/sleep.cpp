// Exercise 1.3 ★★ (20 minutes, break and mend): a sleep that never ends
//
// `sleepfor(ns, rawnanosleep)` lets the thread sleep for at least ns nanoseconds. Users say: it
// works. But with a profiler on, which sends the thread a signal every 10 ms, a sleep of 25 ms
// never comes back, and a single signal makes it come back late. (Go issue #40653, still open,
// is about the milder form: usleep ignores what nanosleep returns, so a wait may be too short.)
//
// What the kernel does, nanosleep(2): it sleeps as long as *want says, and returns 0. If a signal
// comes first, it runs the signal's handler and returns EINTR, and *left then holds the time that
// is still missing; it writes *left in that case alone. It refuses a time that it can't read
// (EINVAL, EFAULT). Find the bug and mend it:
//   - sleepfor returns 0 when it has slept for ns nanoseconds in all, however many signals came;
//   - it goes by what the kernel says is left, and looks at no clock itself;
//   - any other error is returned to the caller at once.
// The kernel is reached through the parameter `nanosleep` alone: the tests stand in for it.
// Why it matters: every system call that may block may also be interrupted. Go's own scheduler
// sends signals to its threads all the time, and each caller has to decide what EINTR means to it.
// Done: make exercise-1.3 says so. Stuck: make hint-1.3
#include <errno.h>
#include <time.h>

#include <rawsyscall.hpp>

namespace rt {

using Nanosleep = SyscallResult (*)(const timespec* want, timespec* left);

// The kernel itself.
SyscallResult rawnanosleep(const timespec* want, timespec* left) {
  return RawSyscall(SYS_nanosleep, word(want), word(left), 0);
}

Errno sleepfor(int64_t ns, Nanosleep nanosleep) {
  timespec want = {ns / 1'000'000'000, ns % 1'000'000'000};
  timespec left = {};
  SyscallResult r;
  do {
    r = nanosleep(&want, &left);
  } while (r.err == EINTR);
  return r.err;
}

}  // namespace rt
