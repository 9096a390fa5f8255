// A goroutine's sleep.
#pragma once
#include <time.h>

#include <cerrno>
#include <clock.hpp>
#include <syscall.hpp>

namespace rt {

// Sleeps for at least ns nanoseconds, and lets the other goroutines run. Go's sleepers wait in a
// heap of timers and need no thread; ours is a system call, and holds a thread for as long as it
// lasts. It sleeps until a point in time, so that it can go on after a signal.
// Go 1.21: runtime/time.go, timeSleep
inline void Sleep(int64_t ns) {
  if (ns <= 0) return;
  int64_t until = nanotime() + ns;
  timespec time = {until / 1'000'000'000, until % 1'000'000'000};
  while (Syscall6(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, word(&time), 0, 0, 0).err ==
         EINTR) {
  }
}

}  // namespace rt
