// A P's own run queue: a ring of 256 goroutines, and one that goes first.
#pragma once
#include <atomic.hpp>
#include <cstdint>

namespace rt {

struct G;

constexpr uint32_t kRunqSize = 256;

// The owner adds at the tail and takes from the head. Thieves take from the head, too. Nobody else
// adds, so the tail needs no more than a store; the head is moved by compare-and-swap alone. head
// and tail only ever grow, and wrap around: tail - head is the length.
// Go 1.21: runtime/runtime2.go, p
struct PRunq {
  alignas(64) Atomic<uint32_t, "p.runqhead"> runqhead;
  Atomic<uint32_t, "p.runqtail"> runqtail;
  // Runs before the ring. The owner puts a G here that it has just made runnable: it is likely to
  // want data that is in this CPU's cache. Anybody may take it away; only the owner puts one in.
  Atomic<G*, "p.runnext"> runnext;
  uint32_t inherited;  // how many in a row came from runnext; the owner's
  Atomic<G*, "p.runq"> runq[kRunqSize];
};

}  // namespace rt
