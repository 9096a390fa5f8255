// A mutex for goroutines. A Lock stops a thread; a Mutex stops a goroutine, and its thread runs
// others. std::lock_guard and std::unique_lock work with it.
#pragma once
#include <fatal.hpp>
#include <parkunlock.hpp>
#include <proc.hpp>
#include <utility>
#include <waitq.hpp>

namespace rt {

// First come, first served: unlock hands the Mutex to the goroutine that has waited longest, and it
// is never free in between. Go's lets newcomers in first, until one has waited for a millisecond.
// As in Go it does not know its owner: any goroutine may unlock it. Go 1.21: sync/mutex.go
class Mutex {
 public:
  void lock() {
    G* gp = self("Mutex::lock");
    guard.lock();
    if (!std::exchange(locked, true)) return guard.unlock();
    Sudog sg = {gp, nullptr, false, nullptr};
    waiters.enqueue(&sg);
    goparkunlock(&guard, waitReasonSemacquire);
  }

  // Ends the program if it is not locked.
  void unlock() {
    guard.lock();
    if (!locked) fatal("sync: unlock of unlocked mutex");
    Sudog* sg = waiters.dequeue();
    G* next = sg ? sg->g : nullptr;
    if (!next) locked = false;  // else it stays true: the Mutex goes from one owner to the next
    guard.unlock();             // from here on it is another's, and may be gone
    if (next) goready(next);
  }

 private:
  WaitLock guard;
  bool locked = false;
  WaitQ waiters;
};

}  // namespace rt
