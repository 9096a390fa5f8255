// Asks again and again, instead of sleeping.
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
      guard.unlock();
      gosched();
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
    if (!next) locked = false;
    guard.unlock();
    if (next) goready(next);
  }

 private:
  WaitLock guard;
  bool locked = false;
  WaitQ waiters;
};

}  // namespace rt
