// Under the explorer all threads are one, and so is their thread-local word. So each has its own
// (coroutines.cpp).
#pragma once
#include <cstdint>
#include <explorer.hpp>

namespace rt {

// "memory": under a real signal the compiler moves nothing out of what stands between.
inline void acquirem() {
  sync::locks++;
  asm volatile("" ::: "memory");
}
inline void releasem() {
  asm volatile("" ::: "memory");
  sync::locks--;
}
inline uint32_t mlocks() { return sync::locks; }

struct Unpreempted {
  Unpreempted() { acquirem(); }
  ~Unpreempted() { releasem(); }
  Unpreempted(const Unpreempted&) = delete;
};

}  // namespace rt
