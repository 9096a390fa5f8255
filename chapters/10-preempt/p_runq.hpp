// A P's own run queue: a ring of 256 goroutines, and a slot for the next one.
#pragma once
#include <atomic.hpp>
#include <cstdint>

namespace rt {

struct G;

constexpr uint32_t kRunqSize = 256;

// The owner adds at the tail and takes from the head; thieves take from the head too. Only the
// owner adds, so a store is enough for the tail; the head moves by compare-and-swap alone. head and
// tail only ever grow, and wrap around: tail - head is the length.
// Go 1.21: runtime/runtime2.go, p
struct PRunq {
  alignas(64) Atomic<uint32_t, "p.runqhead"> runqhead;
  Atomic<uint32_t, "p.runqtail"> runqtail;
  // Runs before the ring. The owner puts a G here that it has just made runnable, and whose data is
  // probably in this CPU's cache. Any thread may take it away; only the owner puts one in.
  Atomic<G*, "p.runnext"> runnext;
  Atomic<G*, "p.runq"> runq[kRunqSize];
};

}  // namespace rt
