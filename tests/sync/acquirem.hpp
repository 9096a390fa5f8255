// Under the explorer all threads are one, and so is their thread-local word. So each has its own
// (coroutines.cpp).
#pragma once
#include <cstdint>
#include <explorer.hpp>

namespace rt {

inline void acquirem() { sync::locks++; }
inline void releasem() { sync::locks--; }
inline uint32_t mlocks() { return sync::locks; }

struct Unpreempted {
  Unpreempted() { acquirem(); }
  ~Unpreempted() { releasem(); }
  Unpreempted(const Unpreempted&) = delete;
};

}  // namespace rt
