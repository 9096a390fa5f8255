// Time, in nanoseconds.
#pragma once
#include <time.h>

#include <cstdint>

namespace rt {

// Nanoseconds on a clock that only goes forward; clock_gettime(2), CLOCK_MONOTONIC, through the
// vDSO.
// Go 1.21: runtime/time_nofake.go, nanotime
inline int64_t nanotime() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

}  // namespace rt
