// A note: one thread sleeps until another wakes it, once, in whichever order they come.
#pragma once
#include <atomic.hpp>
#include <cstdint>
#include <fatal.hpp>
#include <futex.hpp>

namespace rt {

// Go 1.21: runtime/lock_futex.go. 0: nothing yet. 1: woken.
template <Name name>
struct Note {
  Atomic<uint32_t, name> key = 0;
};

// Sleeps until the note is woken; returns at once if it has been. One thread at a time.
template <Name name>
void notesleep(Note<name>* n) {
  // acquire: all that the waker did before, nextp for instance, is seen. A loop, since a futex may
  // return for no reason.
  while (n->key.load(memory_order_acquire) == 0) futexsleep(raw(n->key), 0);
}

// The same for at most ns nanoseconds; false: not woken.
template <Name name>
bool notetsleep(Note<name>* n, int64_t ns) {
  if (n->key.load(memory_order_relaxed) == 0) futexsleep_for(raw(n->key), 0, ns);
  return n->key.load(memory_order_acquire) != 0;
}

// Wakes the sleeper, or keeps it from falling asleep. The word changes before the kernel is called:
// a sleeper that is on its way into the kernel finds it changed there and comes back.
template <Name name>
void notewakeup(Note<name>* n) {
  if (n->key.exchange(1, memory_order_release) != 0) fatal("notewakeup - double wakeup");
  futexwakeup(raw(n->key), 1);
}

// Makes it ready for the next time. Nobody may sleep on it or wake it meanwhile.
template <Name name>
void noteclear(Note<name>* n) {
  n->key.store(0, memory_order_relaxed);
}

}  // namespace rt
