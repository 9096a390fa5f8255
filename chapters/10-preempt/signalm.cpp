#include <signal.h>

#include <preempt.hpp>
#include <rawsyscall.hpp>
#include <unistd.h>

namespace rt {

int32_t threadid() { return static_cast<int32_t>(RawSyscall(SYS_gettid, 0, 0, 0).r1); }

// A thread inherits its mask from the one that has made it, and in the end from the program's.
void unblocksig() {
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, SIGURG);
  pthread_sigmask(SIG_UNBLOCK, &only, nullptr);
}

// The kernel sends nothing to a thread that has ended, nor to a thread of another process.
void signalM(int32_t tid) {
  RawSyscall(SYS_tgkill, static_cast<uintptr_t>(getpid()), static_cast<uintptr_t>(tid), SIGURG);
}

}  // namespace rt
