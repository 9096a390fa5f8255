// The handshake between a goroutine in a system call and those who want its P.
#pragma once
#include <atomic.hpp>
#include <cstdint>

namespace rt {

struct P;

struct GCall {
  // Only the goroutine's own thread writes these two.
  Atomic<uint32_t, "g.call"> call;  // which call it is; odd: in the kernel
  uint32_t seen;                    // what `wanted` was when it went in

  // Only those write this who want its P, under sched.taking: how often somebody did.
  Atomic<uint32_t, "g.wanted"> wanted;

  // The P that may be taken out of this call, or null. Written by the goroutine's thread on the way
  // in; in the call, by the thread that takes the P.
  Atomic<P*, "g.callp"> callp;
};

}  // namespace rt
