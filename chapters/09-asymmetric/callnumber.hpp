// Is it still the same system call?
#pragma once
#include <g.hpp>
#include <sched.hpp>

namespace rt {

// As long as this number stands still, with pp in a system call, it is one and the same call. The
// goroutine counts its calls already, so the P does not: it counts those that have lost it.
inline uint32_t callnumber(P* pp) {
  G* gp = pp->syscallg.load(memory_order_acquire);
  uint64_t calls = gp ? gp->call.load(memory_order_relaxed) : 0;
  return static_cast<uint32_t>(calls) + pp->syscalltick.load(memory_order_relaxed);
}

}  // namespace rt
