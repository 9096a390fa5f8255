// Exercise 4.4 ★★ (25 minutes, rebuild): a lock of three states
//
// The word `key` says how the lock is, and a Lock has nothing beside it:
//   0  free
//   1  taken, and nobody sleeps
//   2  taken, and somebody may sleep until it is free
// futexsleep(raw(key), val) sleeps if the word is val at that moment, otherwise it returns at
// once; it may also return for no reason. futexwakeup(raw(key), 1) wakes one that sleeps, if
// there is one. Write lock and unlock. What must hold:
//   - one thread has the lock at a time, and what the last owner wrote is seen by the next one
//     (acquire, release);
//   - whoever wants it gets it in the end: while a thread sleeps, the word is 2 when the lock is
//     left, whoever has taken it meanwhile, so that somebody wakes it: one thread, not all, since
//     one can have the lock. A thread that has slept can't know whether others sleep still;
//   - while nobody fights for the lock neither function calls futexsleep or futexwakeup. That holds
//     again as soon as the last one who fought has left;
//   - a thread that finds the lock taken looks again a few times (pause(i) waits a little before
//     look number i, false: enough), and then sleeps: it keeps no CPU busy.
// Why it matters: sched.lock is taken thousands of times in a second, and nearly always it is
// free. A system call each time would cost more than all the rest of the scheduler.
// Done: make exercise-4.4 says so. Stuck: make hint-4.4
#pragma once
#include <atomic.hpp>
#include <cstdint>
#include <futex.hpp>
#include <not_done.hpp>
#include <yield.hpp>

namespace rt {

template <Name name>
struct Lock {
  void lock() { not_done("4.4"); }

  void unlock() { not_done("4.4"); }

 private:
  // The owner is probably about to leave: four looks, a moment apart; then let others run, once.
  [[maybe_unused]] static bool pause(int i) {
    if (i < 4) return procyield(30), true;
    if (i == 4) return osyield(), true;
    return false;
  }

  Atomic<uint32_t, name> key = 0;
};

}  // namespace rt
