// Is it still the same system call?
#pragma once
#include <g.hpp>
#include <sched.hpp>

namespace rt {

// As long as this number stands still, with pp in a system call, it is one and the same call. The
// goroutine counts its calls already, so the P does not: it counts those that have lost it. (Mixed
// with the G itself, so that two goroutines with equally many calls do not look alike. callp: this
// one may have been here last, and call with another P now.)
inline uint32_t callnumber(P* pp) {
  uint32_t lost = pp->syscalltick.load(memory_order_relaxed);
  G* gp = pp->syscallg.load(memory_order_acquire);
  if (!gp || gp->callp.load(memory_order_relaxed) != pp) return lost;
  uint64_t call = gp->call.load(memory_order_relaxed);
  return lost + static_cast<uint32_t>(reinterpret_cast<uintptr_t>(gp) * 2654435761u + call);
}

}  // namespace rt
