// Takes every error for an interruption.
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
  timespec left = want;
  while (nanosleep(&want, &left).err != 0) want = left;
  return 0;
}

}  // namespace rt
