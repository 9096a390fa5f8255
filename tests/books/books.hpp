// What the runtime did in a run, in numbers: tracing counts here, and keeps nothing (trace.cpp).
#pragma once
#include <cstddef>
#include <trace.hpp>

namespace rt {

struct Books {
  uint64_t of[static_cast<size_t>(Ev::count)];
  uint64_t queued;  // of those that came back from a call: so many went the slow way
  uint64_t operator[](Ev ev) const { return of[static_cast<size_t>(ev)]; }
};

// The books of what happens from now on.
void openbooks();
Books closebooks();

}  // namespace rt
