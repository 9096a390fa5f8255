// What the runtime did in a run, in numbers: here tracing only counts events (trace.cpp).
#pragma once
#include <cstddef>
#include <trace.hpp>

namespace rt {

struct Books {
  uint64_t of[static_cast<size_t>(Ev::count)];
  uint64_t queued;  // how many of the returns from a call went the slow way
  uint64_t operator[](Ev ev) const { return of[static_cast<size_t>(ev)]; }
};

// Starts counting from zero.
void openbooks();
Books closebooks();

}  // namespace rt
