// What a goroutine knows of its last calls.
#pragma once
#include <cstdint>

namespace rt {

// Only the goroutine's own thread touches them.
struct GForesee {
  uint8_t blocked;   // not 0: one of its last so many calls has lost its P
  int64_t foreseen;  // when it gave its P away by advice, nanoseconds; 0: it did not
};

}  // namespace rt
