// Exercise 3.5 ★★ (25 minutes, rebuild): a Mutex for goroutines
//
// The runtime's own Lock stops a thread. A Mutex stops a goroutine: while it waits, its thread runs
// others. Write it on gopark and goready:
//   - lock() takes the Mutex if it is free, and returns at once. If not, the goroutine goes to
//     sleep (gopark, with the reason waitReasonSemacquire), at the end of the queue, until it has
//     it;
//   - unlock() gives the Mutex to the one that has waited longest, wakes it (goready), and goes on.
//     It is handed over: it is never free in between, so that nobody can come in first. If nobody
//     waits, it is free;
//   - as in Go, a Mutex does not know who has it: any goroutine may unlock, and one that locks
//     twice sleeps until another unlocks;
//   - unlock() of a Mutex that is not locked ends the program:
//     fatal("sync: unlock of unlocked mutex");
//   - the fields are for many threads: `guard` is held while they are looked at and changed, until
//     a goroutine that is to sleep is asleep (it is unlockf that opens it), and it is open when
//     goready is called. Every way out opens it;
//   - once unlock has opened guard, the Mutex is another's, and may be gone: touch nothing of it. A
//     waiter's Sudog, {gp, nullptr, false, nullptr}, is a local variable of lock(): it is gone as
//     soon as goready is called.
// Why it matters: this is what keeps a program with 10,000 goroutines that wait for one another on
// a handful of threads.
// Done: make exercise-3.5 says so. Stuck: make hint-3.5
#pragma once
#include <fatal.hpp>
#include <not_done.hpp>
#include <proc.hpp>
#include <waitq.hpp>

namespace rt {

class Mutex {
 public:
  void lock() { not_done("3.5"); }
  void unlock() { not_done("3.5"); }

 private:
  WaitLock guard;
  bool locked = false;
  WaitQ waiters;
};

}  // namespace rt
