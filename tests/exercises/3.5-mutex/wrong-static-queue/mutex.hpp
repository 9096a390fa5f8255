// One queue for all Mutexes.
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
    if (!locked) {
      locked = true;
      guard.unlock();
      return;
    }
    Sudog sg = {gp, nullptr, false, nullptr};
    waiters.enqueue(&sg);
    gopark([](G*, void* mutex) { return static_cast<Mutex*>(mutex)->guard.unlock(), true; }, this,
           waitReasonSemacquire);
  }

  void unlock() {
    guard.lock();
    if (!locked) fatal("sync: unlock of unlocked mutex");
    Sudog* sg = waiters.dequeue();
    if (!sg) {
      locked = false;
      guard.unlock();
      return;
    }
    G* gp = sg->g;
    guard.unlock();
    goready(gp);
  }

 private:
  WaitLock guard;
  bool locked = false;
  static inline WaitQ waiters;
};

}  // namespace rt
