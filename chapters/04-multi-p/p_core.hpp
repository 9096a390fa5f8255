// What a P is.
#pragma once
#include <atomic.hpp>
#include <cstdint>
#include <stack.hpp>

namespace rt {

struct M;
struct P;

// Go 1.21: runtime/runtime2.go, _Pidle …, with the same numbers (3 stops the world: not ours)
enum PStatus : uint32_t {
  Pidle = 0,     // on the idle list, or on its way to a thread
  Prunning = 1,  // a thread owns it
  Psyscall = 2,  // nobody owns it (from chapter 5 on)
};

// Go 1.21: runtime/runtime2.go, p. Only the M that owns a P touches what is not Atomic.
struct PCore {
  int32_t id;
  Atomic<uint32_t, "p.status"> status;
  P* link;  // the next one on the idle list
  M* m;     // its owner, or null
  // Counts time slices: every goroutine that execute starts, but not those that inherit the slice
  // of the one before (see runqget). Only the owner writes it.
  Atomic<uint32_t, "p.schedtick"> schedtick;
  // Goroutines that have run here since the global queue last went first. The owner counts
  // (findnext.hpp, globrunq.cpp); from chapter 5 on sysmon may end the count.
  Atomic<uint32_t, "p.turns"> turns;
  uint64_t goidcache[2];  // the goroutine numbers from [0] up to [1] are ours to give
  uintptr_t stackcache;   // stacks to be used again: the hi of the last one given back
  int32_t stackcount;
};

}  // namespace rt
