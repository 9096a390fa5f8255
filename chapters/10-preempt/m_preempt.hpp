// How to send a signal to this thread alone, and when its goroutine gave its P away.
#pragma once
#include <cstdint>

namespace rt {

// Go 1.21: runtime/runtime2.go, m
struct MPreempt {
  int32_t procid;  // gettid(2); 0 until it first gets a P
  int64_t given;   // if g.foreseen: when the P was gone, in nanoseconds. Not in G: there may be a
                   // million of those
};

}  // namespace rt
