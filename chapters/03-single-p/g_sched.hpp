// What a G needs to be scheduled.
#pragma once
#include <atomic.hpp>
#include <cstdint>

namespace rt {

struct G;

constexpr size_t kClosureSize = 40;

// Go 1.21: runtime/runtime2.go, g
struct GSched {
  alignas(8) char closure[kClosureSize];      // the function object that it runs, if that fits
  G* schedlink;                               // the next one in the queue that this G stands in
  Atomic<uint32_t, "g.status"> atomicstatus;  // gstates.hpp; changed by casgstatus alone
  uint8_t waitreason;                         // while it waits: why (a WaitReason)
};

// Hardly ever read, so it is a part of its own: chapter 10 puts it behind those that always are.
struct GAll {
  G* alllink;  // the next one in allgs, which a G never leaves
};

}  // namespace rt
