// What a goroutine knows of its last calls.
#pragma once
#include <cstdint>

namespace rt {

// Only the goroutine's own thread touches them.
struct GForesee {
  uint8_t blocked;  // not 0: one of its last so many calls has lost its P
  bool foreseen;    // it has given its P away by advice, and …
  int64_t given;    // … it was gone at this time, nanoseconds
};

}  // namespace rt
