// A thread's own goroutine.
#pragma once
#include <cstdint>

namespace rt {

struct G;

// Go 1.21: runtime/runtime2.go, m
struct MLock {
  G* lockedg;          // the only goroutine that it may run, or null
  uint32_t lockedExt;  // calls of LockOSThread without their UnlockOSThread
  bool unclean;        // its goroutine finished while locked: its state is unknown
  bool ended;          // it has left the scheduler for good (mexit); under sched.lock
};

}  // namespace rt
