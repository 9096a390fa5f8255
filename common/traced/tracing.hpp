// The layer of `make trace-N`, of the exercises' judges and of the load tests: a record can be kept.
#pragma once
#include <atomic>

namespace rt {

// True before main if the environment's TRACE names a file. A program may turn it off and on again
// around a measurement. Relaxed: nobody waits for it, and it protects nothing.
struct Tracing {
  std::atomic<bool> on = false;
  operator bool() const { return on.load(std::memory_order_relaxed); }
  bool operator=(bool now) { return on.store(now, std::memory_order_relaxed), now; }
};
inline constinit Tracing tracing;

}  // namespace rt
