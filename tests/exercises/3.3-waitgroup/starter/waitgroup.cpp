// Exercise 3.3 ★★ (25 minutes, rebuild): WaitGroup
//
// A WaitGroup (waitgroup.hpp) is a lock, a counter, and a queue of goroutines that wait until the
// counter is zero. Write its two functions. Add(delta) adds delta to the counter, and when it is
// zero wakes all who wait (goready), first come, first served. A counter that falls below zero ends
// the program: panic("sync: negative WaitGroup counter"). Wait() returns at once if the counter is
// zero, and otherwise sleeps (gopark, with the reason waitReasonSemacquire) until Add wakes it.
// What must hold:
//   - counter and queue are for many threads: they are looked at and changed under the lock alone;
//   - Add finds a waiter asleep, or not at all: the lock is held until the goroutine is off its
//     thread;
//   - a waiter stands in `waiters` as a Sudog, {gp, nullptr, false, nullptr}, which is a local
//     variable of Wait. It lives as long as Wait does: when goready has been called it may be gone.
//     A goroutine that does not sleep does not stand there;
//   - as soon as the counter is zero and the lock is open, somebody may come back from Wait and
//     destroy the WaitGroup: from there on Add touches nothing of it;
//   - every way out unlocks, and the lock is not held while goready is called.
// One thread runs everything in this chapter, but more will in the next, and the tests already do
// what those would do.
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
