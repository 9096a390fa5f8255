// Looks at the note after it has been woken: by then it may have been cleared, or be gone.
#pragma once
#include <atomic.hpp>
#include <cstdint>
#include <fatal.hpp>
#include <futex.hpp>

namespace rt {

// 0: nothing yet. 1: woken.
template <Name name>
struct Note {
  Atomic<uint32_t, name> key = 0;
};

template <Name name>
void notesleep(Note<name>* n) {
  while (n->key.load(memory_order_acquire) == 0) futexsleep(raw(n->key), 0);
}

template <Name name>
void notewakeup(Note<name>* n) {
  if (n->key.exchange(1, memory_order_release) != 0) fatal("notewakeup - double wakeup");
  futexwakeup(raw(n->key), 1);
  if (n->key.load(memory_order_relaxed) == 1) futexwakeup(raw(n->key), 1);
}

template <Name name>
void noteclear(Note<name>* n) {
  n->key.store(0, memory_order_relaxed);
}

// The same as notesleep, for at most ns nanoseconds; false: not woken. (Not part of the exercise.)
template <Name name>
bool notetsleep(Note<name>* n, int64_t ns) {
  if (n->key.load(memory_order_acquire) == 0) futexsleep_for(raw(n->key), 0, ns);
  return n->key.load(memory_order_acquire) != 0;
}

}  // namespace rt
