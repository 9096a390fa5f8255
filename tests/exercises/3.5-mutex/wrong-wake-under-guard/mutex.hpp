// Wakes the next owner while guard is held.
#pragma once
#include <fatal.hpp>
#include <proc.hpp>
#include <utility>
#include <waitq.hpp>

namespace rt {

class Mutex {
 public:
  void lock() {
    G* gp = self("Mutex::lock");
    guard.lock();
    if (!std::exchange(locked, true)) return guard.unlock();
    Sudog sg = {gp, nullptr, false, nullptr};
    waiters.enqueue(&sg);
    gopark([](G*, void* mutex) { return static_cast<Mutex*>(mutex)->guard.unlock(), true; }, this,
           waitReasonSemacquire);
  }

  void unlock() {
    guard.lock();
    if (!locked) fatal("sync: unlock of unlocked mutex");
    Sudog* sg = waiters.dequeue();
    G* next = sg ? sg->g : nullptr;
    if (!next) locked = false;
    if (next) goready(next);
    guard.unlock();
  }

 private:
  WaitLock guard;
  bool locked = false;
  WaitQ waiters;
};

}  // namespace rt
