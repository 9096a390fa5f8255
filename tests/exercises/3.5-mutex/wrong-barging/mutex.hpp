// Frees it and wakes the first one, which has to be quicker than all others.
#pragma once
#include <fatal.hpp>
#include <proc.hpp>
#include <utility>
#include <waitq.hpp>

namespace rt {

class Mutex {
 public:
  void lock() {
    guard.lock();
    while (locked) {
      Sudog sg = {self("Mutex::lock"), nullptr, false, nullptr};
      waiters.enqueue(&sg);
      gopark([](G*, void* mutex) { return static_cast<Mutex*>(mutex)->guard.unlock(), true; }, this,
             waitReasonSemacquire);
      guard.lock();
    }
    locked = true;
    guard.unlock();
  }

  void unlock() {
    guard.lock();
    if (!locked) fatal("sync: unlock of unlocked mutex");
    Sudog* sg = waiters.dequeue();
    G* next = sg ? sg->g : nullptr;
    locked = false;
    guard.unlock();
    if (next) goready(next);
  }

 private:
  WaitLock guard;
  bool locked = false;
  WaitQ waiters;
};

}  // namespace rt
