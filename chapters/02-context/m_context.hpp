// What an M needs to switch.
#pragma once
#include <g.hpp>

namespace rt {

// Go 1.21: runtime/runtime2.go, m
struct MContext {
  G* g0;    // the thread's own stack, on which the scheduler runs; first, since assembly reads it
  G* curg;  // the goroutine that runs here, or null
  Exceptions* exceptions;  // this thread's: those of the goroutine that runs here
};

static_assert(offsetof(MContext, g0) == M_G0);

}  // namespace rt
