// A goroutine's own thread.
#pragma once

namespace rt {

struct M;

// Go 1.21: runtime/runtime2.go, g
struct GLock {
  M* lockedm;  // the only M that may run it, or null
};

}  // namespace rt
