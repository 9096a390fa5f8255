// What a P needs so that others can see whether it is stuck in a system call.
#pragma once
#include <atomic.hpp>
#include <cstdint>

namespace rt {

// Go 1.21: runtime/runtime2.go, p
struct PSyscall {
  // Goes up when a system call on this P ends or loses the P. As long as it stands still with the P
  // in Psyscall, it is one and the same call. Written by the P's owner, read by sysmon.
  Atomic<uint32_t, "p.syscalltick"> syscalltick;

  // What sysmon saw last, and when. Only sysmon touches it. Go 1.21: runtime/proc.go, sysmontick
  struct {
    uint32_t schedtick;
    int64_t schedwhen;
    uint32_t syscalltick;
    int64_t syscallwhen;
  } sysmontick;
};

}  // namespace rt
