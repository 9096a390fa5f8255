// Exercise 4.3 ★★ (20 minutes, rebuild): the note
//
// One thread sleeps until another wakes it, once, in whichever order they come. The word `key` is
// 0, and 1 when the note has been woken. The kernel lends the bed: futexsleep(addr, val) sleeps
// if *addr is val at that moment, and otherwise returns at once; futexwakeup(addr, n) wakes up to
// n threads that sleep on addr; a thread that is not asleep yet hears nothing of it. raw(n->key) is
// the address. Write notesleep, notewakeup and noteclear. What must hold:
//   - notesleep returns when the note has been woken, at once if it has been already, and never
//     before: futexsleep may return for no reason at all. Until then the thread sleeps in the
//     kernel, and does not keep a CPU busy;
//   - no wake-up is lost, at whatever moment it comes. A woken note stays woken, for notesleep as
//     well, until noteclear makes it as it was in the beginning, whether it has been woken or not
//     (nobody sleeps on it or wakes it meanwhile);
//   - as soon as the word has changed, the note is the sleeper's again, who may clear it or free
//     it: notewakeup no longer reads or writes it;
//   - what the waker did before notewakeup is seen after notesleep (acquire, release);
//   - waking a note twice is a mistake that would be found much later, somewhere else. So the
//     second one ends the program, fatal("notewakeup - double wakeup"), also if both come at the
//     same moment.
// Why it matters: every M sleeps on a note. A wake-up that is lost is a thread that sleeps for
// ever.
// Done: make exercise-4.3 says so. Stuck: make hint-4.3
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
  (void)n;
  not_done("4.3");
}

template <Name name>
void notewakeup(Note<name>* n) {
  (void)n;
  not_done("4.3");
}

template <Name name>
void noteclear(Note<name>* n) {
  (void)n;
  not_done("4.3");
}

// The same as notesleep, for at most ns nanoseconds; false: not woken. (Not part of the exercise.)
template <Name name>
bool notetsleep(Note<name>* n, int64_t ns) {
  if (n->key.load(memory_order_acquire) == 0) futexsleep_for(raw(n->key), 0, ns);
  return n->key.load(memory_order_acquire) != 0;
}

}  // namespace rt
