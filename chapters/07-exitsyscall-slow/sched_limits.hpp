// How many threads there may be.
#pragma once
#include <atomic.hpp>
#include <cstdint>

namespace rt {

struct SchedLimits {
  int32_t maxmcount = 10'000;  // Go 1.21: runtime/proc.go, schedinit
  Atomic<uint64_t, "sched.slowexits"> slowexits =
      0;  // calls of exitsyscall0, since the program began
};

}  // namespace rt
