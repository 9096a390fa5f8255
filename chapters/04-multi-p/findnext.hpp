// Finds the goroutine to run next, usually in this P's own queue.
#pragma once
#include <runq.hpp>
#include <spin.hpp>
#include <switch.hpp>

namespace rt {

// findRunnable with a shortcut: no call if it is not the global queue's turn and this P has a
// goroutine of its own. If it has none, findRunnable counts the turn. When the run is over, the M
// may have no P.
[[gnu::always_inline]] inline G* findnext(bool* inherit) {
  if (P* pp = getg()->m->p) {
    uint32_t turns = pp->turns.load(memory_order_relaxed) + 1;
    if (turns < kMostTurns) [[likely]] {
      if (G* gp = runqget(pp, inherit)) [[likely]] {
        // What sysmon has stored since our load is lost; it stores it again (chapter 5, hurry.cpp).
        pp->turns.store(turns, memory_order_relaxed);
        return gp;
      }
    }
  }
  return findRunnable(inherit);
}

}  // namespace rt
