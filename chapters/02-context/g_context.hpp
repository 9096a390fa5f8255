// What a G needs to be switched to.
#pragma once
#include <cstdint>
#include <exceptions.hpp>
#include <fiber.hpp>
#include <gobuf.hpp>
#include <stack.hpp>

namespace rt {

struct M;

// Go 1.21: runtime/runtime2.go, g
struct GContext {
  Gobuf sched;                        // first, since assembly takes a G for its Gobuf
  M* m;                               // the thread that runs it
  Stack stack;                        // lo is 0 until it first runs
  void (*fn)(G*);                     // its function, which is given the G it runs as
  uint64_t goid;                      // 1, 2, 3 …; 0 is a g0
  Exceptions exceptions;              // while it does not run
  [[no_unique_address]] Fiber fiber;  // what the sanitizers want to know; empty without them
};

static_assert(offsetof(GContext, sched) == 0 && offsetof(GContext, m) == G_M);

}  // namespace rt
