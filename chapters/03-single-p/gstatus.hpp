// The life of a goroutine: how it moves from one state to another.
#pragma once
#include <g.hpp>
#include <gtransitions.hpp>

namespace rt {

// For each state, the set of states that may follow.
struct Moves {
  uint8_t from[kGStates] = {};
};
inline constexpr Moves moves = [] {
  Moves table;
  for (auto part : gtransitions) {
    for (auto [from, to] : part) table.from[from] |= uint8_t(1u << to);
  }
  return table;
}();

// gp is not in `from`, since two threads believe that they own it, or there is no such move: the
// program ends.
[[noreturn]] void badstatus(G* gp, uint32_t now, GStatus from, GStatus to);

// Moves gp from one state to another. Ends the program if gp is not in `from`, or if there is no
// such move.
//
// Go's is a compare-and-swap in a loop, because a garbage collector on another thread may put a
// lock bit into the word at any time. Here only the owner of a goroutine changes its state, and
// ownership passes through a queue or a lock, which orders everything. So a plain store is enough;
// it has release order for readers that own nothing, such as the list that a deadlock prints.
// Inline, since most callers name both states: the compiler then looks them up in the table, and a
// comparison and a store are left. (Always inline, since g++ would make a call of it in functions
// that never return: see proc.hpp.)
// Go 1.21: runtime/proc.go, casgstatus
[[gnu::always_inline]] inline void casgstatus(G* gp, GStatus from, GStatus to) {
  bool allowed = moves.from[from] >> to & 1;
  uint32_t now = gp->atomicstatus.load(memory_order_relaxed);  // we own gp, or this is a bug
  if (now != from || !allowed) [[unlikely]]
    badstatus(gp, now, from, to);
  gp->atomicstatus.store(to, memory_order_release);
}

}  // namespace rt
