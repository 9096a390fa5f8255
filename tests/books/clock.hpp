// The runtime's clock, which a test can make jump (faults.cpp).
#pragma once
#include <time.h>

#include <atomic>
#include <cstdint>

namespace rt {

inline std::atomic<int64_t> jumped = 0;  // by this many nanoseconds

inline int64_t nanotime() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000'000LL + now.tv_nsec + jumped.load(std::memory_order_relaxed);
}

}  // namespace rt
