// What a goroutine knows about its last calls.
#pragma once
#include <cstdint>

namespace rt {

// Only the goroutine's own thread touches them.
struct GForesee {
  uint8_t blocked;  // not 0: one of its last few calls has lost its P
  bool foreseen;    // it has given its P away on advice (and m.given says when)
};

}  // namespace rt
