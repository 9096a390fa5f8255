#include <signal.h>

#include <preempt.hpp>
#include <rawsyscall.hpp>
#include <unistd.h>

namespace rt {

int32_t threadid() { return static_cast<int32_t>(RawSyscall(SYS_gettid, 0, 0, 0).r1); }

// The kernel sends nothing to a thread that has ended, nor to a thread of another process.
void signalM(int32_t tid) {
  RawSyscall(SYS_tgkill, static_cast<uintptr_t>(getpid()), static_cast<uintptr_t>(tid), SIGURG);
}

}  // namespace rt
