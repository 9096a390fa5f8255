// How to send a signal to this thread alone.
#pragma once
#include <cstdint>

namespace rt {

// Go 1.21: runtime/runtime2.go, m
struct MPreempt {
  int32_t procid;  // gettid(2); 0 until it first gets a P
};

}  // namespace rt
