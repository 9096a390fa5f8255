// What is left is what is wanted next.
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
  for (;;) {
    SyscallResult r = nanosleep(&want, &left);
    if (r.err != EINTR) return r.err;
    want = left;
  }
}

}  // namespace rt
