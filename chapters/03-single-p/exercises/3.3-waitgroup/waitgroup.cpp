// Exercise 3.3 ★★ (25 minutes, rebuild): WaitGroup
//
// A WaitGroup (waitgroup.hpp) is a lock, a counter, and a queue of goroutines that wait until the
// counter is zero. Write its two functions:
//   - Add(delta) adds delta to the counter, under the lock. A counter that falls below zero ends
//     the program: panic("sync: negative WaitGroup counter"). When the counter is zero, all who
//     wait are woken (goready), first come, first served;
//   - Wait() looks at the counter, under the lock as well, and returns at once if it is zero. If
//     not, it sleeps (gopark, with the reason waitReasonSemacquire) until Add wakes it. A sleeper
//     stands in `waiters` as a Sudog, {gp, nullptr, false, nullptr}, which is a local variable of
//     Wait: it lives as long as Wait does. Who does not sleep does not stand there;
//   - Add must find a waiter asleep, or not at all. So Wait holds the lock until the goroutine is
//     off its thread: it is gopark's unlockf that unlocks;
//   - as soon as the counter is zero and the lock is open, a goroutine may come back from Wait and
//     destroy the WaitGroup: from there on Add touches nothing of it. And each waiter may run as
//     soon as goready is called for it: its Sudog is gone from there on.
// One thread runs everything in this chapter, but more will in the next, and the tests already do
// what those would do. Every way out unlocks; the lock is not held while goready is called.
// Why it matters: this is the shape of everything that sleeps and wakes in Go, channels too.
// Done: make exercise-3.3 says so. Stuck: make hint-3.3
#include <fatal.hpp>
#include <not_done.hpp>
#include <proc.hpp>
#include <waitgroup.hpp>

namespace rt {

void WaitGroup::Add(int delta) {
  (void)delta;
  not_done("3.3");
}

void WaitGroup::Wait() { not_done("3.3"); }

}  // namespace rt
