// The word is the note; the kernel only knows who sleeps.
#pragma once
#include <atomic.hpp>
#include <cstdint>
#include <fatal.hpp>
#include <futex.hpp>

namespace rt {

template <Name name>
struct Note {
  Atomic<uint32_t, name> key = 0;
};

template <Name name>
void notesleep(Note<name>* n) {
  for (;;) {
    if (n->key.load(memory_order_acquire) == 1) return;
    futexsleep(raw(n->key), 0);
  }
}

template <Name name>
void notewakeup(Note<name>* n) {
  uint32_t nothing = 0;
  if (!n->key.compare_exchange_strong(nothing, 1, memory_order_release, memory_order_relaxed))
    fatal("notewakeup - double wakeup");
  futexwakeup(raw(n->key), 1);
}

template <Name name>
void noteclear(Note<name>* n) {
  n->key.store(0, memory_order_relaxed);
}

template <Name name>
bool notetsleep(Note<name>* n, int64_t ns) {
  if (n->key.load(memory_order_acquire) == 0) futexsleep_for(raw(n->key), 0, ns);
  return n->key.load(memory_order_acquire) != 0;
}

}  // namespace rt
