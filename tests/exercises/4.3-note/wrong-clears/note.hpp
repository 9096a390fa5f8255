// Who was woken from its sleep clears the note itself.
#pragma once
#include <atomic.hpp>
#include <cstdint>
#include <fatal.hpp>
#include <futex.hpp>
#include <not_done.hpp>

namespace rt {

// 0: nothing yet. 1: woken.
template <Name name>
struct Note {
  Atomic<uint32_t, name> key = 0;
};

template <Name name>
void notesleep(Note<name>* n) {
  if (n->key.load(memory_order_acquire) == 1) return;
  do {
    futexsleep(raw(n->key), 0);
  } while (n->key.exchange(0, memory_order_acquire) != 1);
}

template <Name name>
void notewakeup(Note<name>* n) {
  uint32_t zero = 0;
  if (n->key.compare_exchange_strong(zero, 1, memory_order_release, memory_order_relaxed)) {
    futexwakeup(raw(n->key), 1);
    return;
  }
  fatal("notewakeup - double wakeup");
}

template <Name name>
void noteclear(Note<name>* n) {
  n->key.exchange(0, memory_order_acq_rel);
}

// The same as notesleep, for at most ns nanoseconds; false: not woken. (Not part of the exercise.)
template <Name name>
bool notetsleep(Note<name>* n, int64_t ns) {
  if (n->key.load(memory_order_acquire) == 0) futexsleep_for(raw(n->key), 0, ns);
  return n->key.load(memory_order_acquire) != 0;
}

}  // namespace rt
