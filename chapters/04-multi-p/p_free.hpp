// The finished Gs that a P keeps for the next ones that it makes.
#pragma once
#include <cstdint>

namespace rt {

struct G;

constexpr int32_t kMostFree = 256;  // at this many, a P gives half away (Go: 64)

// Go 1.21: runtime/runtime2.go, p
struct PFree {
  int32_t gfreecount;
  G* gfree[kMostFree];
};

}  // namespace rt
