// The goroutine to run next, which most often stands in this P's own queue.
#pragma once
#include <runq.hpp>
#include <spin.hpp>
#include <switch.hpp>

namespace rt {

// findRunnable, with a short cut: no call if it is not the global queue's turn, and this P has a
// goroutine of its own. The M may have no P, if the run is over.
[[gnu::always_inline]] inline G* findnext(bool* inherit) {
  if (P* pp = getg()->m->p) {
    uint32_t turns = pp->turns.load(memory_order_relaxed) + 1;
    if (turns < kMostTurns) [[likely]] {
      if (G* gp = runqget(pp, inherit)) [[likely]] {
        pp->turns.store(turns, memory_order_relaxed);
        return gp;
      }
    }
  }
  return findRunnable(inherit);
}

}  // namespace rt
