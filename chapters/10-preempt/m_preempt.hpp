// How to send a signal to this thread alone, and when its goroutine has given its P away.
#pragma once
#include <cstdint>

namespace rt {

// Go 1.21: runtime/runtime2.go, m
struct MPreempt {
  int32_t procid;  // gettid(2); 0 until it first gets a P
  int64_t given;   // g.foreseen: the P was gone at this time, nanoseconds. Not in G, of which there
                   // may be a million
};

}  // namespace rt
