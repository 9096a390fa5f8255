// Opens guard first, and then goes to sleep: an unlock in between finds it awake.
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
    guard.unlock();
    gopark(nullptr, nullptr, waitReasonSemacquire);
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
