// The handshake between a goroutine in a system call and those who want its P.
#pragma once
#include <atomic.hpp>
#include <cstdint>
#include <membarrier.hpp>

namespace rt {

struct P;

struct GCall {
  // Only the goroutine's own thread writes these four, and ownfence.
  Atomic<uint64_t, "g.call"> call;      // the number of the call it has gone into last …
  Atomic<uint64_t, "g.back"> back;      // … and has come back from: the same, or one less
  uint32_t seen;                        // what `wanted` was when it went in; odd: the long way back
  Atomic<uint32_t, "g.queued"> queued;  // how many calls have ended in the queue

  // The P that may be taken out of this call, or null. Written by the goroutine's thread on the way
  // in; in the call, by the thread that takes the P.
  Atomic<P*, "g.callp"> callp;

  // Only those write this who want its P, under sched.taking: how often somebody did, times two.
  Atomic<uint32_t, "g.wanted"> wanted;

  // Not 0: it has a fence of its own on its way back, and whoever takes its P need not have one for
  // it. So it is where there is no membarrier; and after a call that has lost its P, for the next
  // one.
  Atomic<uint8_t, "g.ownfence"> ownfence = !asymmetric;
};

}  // namespace rt
