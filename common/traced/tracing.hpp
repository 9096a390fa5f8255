// The layer for `make trace-N`, the explorer, the exercises' judges and the load tests: it can keep
// a record.
#pragma once
#include <atomic>

namespace rt {

// True before main if TRACE in the environment names a file. A program may turn it off around a
// measurement and then back on. Relaxed: nobody waits for it, and it protects nothing.
struct Tracing {
  std::atomic<bool> on = false;
  operator bool() const { return on.load(std::memory_order_relaxed); }
  bool operator=(bool now) { return on.store(now, std::memory_order_relaxed), now; }
};
inline constinit Tracing tracing;

}  // namespace rt
