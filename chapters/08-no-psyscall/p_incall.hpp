// How others find the goroutine that may have taken this P into the kernel.
#pragma once
#include <atomic.hpp>

namespace rt {

struct G;

// Ours. Go follows p.m and then m.curg, although the M may be another one, or gone, by then: its
// garbage collector keeps what somebody points to. Here a thread that ends frees its M, while a G
// stays to the end of run. So the P names the goroutine itself.
struct PInCall {
  // The last goroutine that entered the kernel with this P, or null. It may be back, or be in
  // another call with another P, or have lost this one: whoever follows the name must ask it.
  Atomic<G*, "p.syscallg"> syscallg;
};

}  // namespace rt
