// The states of a goroutine.
#pragma once
#include <cstdint>

namespace rt {

// Go 1.21: runtime/runtime2.go, _Gidle …, with the same numbers (5 is unused there too).
enum GStatus : uint32_t {
  Gidle = 0,      // just made
  Grunnable = 1,  // in a run queue
  Grunning = 2,   // on a thread
  Gsyscall = 3,   // in the kernel (from chapter 5 on)
  Gwaiting = 4,   // in no run queue: another goroutine must call goready
  Gdead = 6,      // finished; may be used again
};
constexpr uint32_t kGStates = 7;

// A move that a goroutine may make. gtransitions.hpp lists them.
struct GTransition {
  GStatus from, to;
};

// "runnable", "running" … as Go prints them
const char* gstatusname(uint32_t status);

}  // namespace rt
