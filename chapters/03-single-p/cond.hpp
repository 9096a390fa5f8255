// Waiting until something that a Mutex protects has changed.
#pragma once
#include <mutex.hpp>
#include <parkunlock.hpp>

namespace rt {

// Go 1.21: sync/cond.go
class Cond {
 public:
  explicit Cond(Mutex* mutex) : L(mutex) {}
  Cond(const Cond&) = delete;

  // Unlocks L, sleeps until woken, and locks L again. The caller holds L. What it waits for may
  // have gone by again when it has L: wait in a loop.
  void Wait() {
    G* gp = self("Cond::Wait");
    guard.lock();
    // In the queue before L is open: a goroutine that changes something and signals then finds us.
    Sudog sg = {gp, nullptr, false, nullptr};
    waiters.enqueue(&sg);
    L->unlock();
    goparkunlock(&guard, waitReasonSyncCondWait);
    L->lock();
  }

  // Wakes the goroutine that has waited longest, if any. With L or without.
  void Signal() {
    guard.lock();
    Sudog* sg = waiters.dequeue();
    guard.unlock();
    if (sg) goready(sg->g);
  }

  // Wakes all.
  void Broadcast() {
    guard.lock();
    WaitQ woken = std::exchange(waiters, {});
    guard.unlock();
    while (Sudog* sg = woken.dequeue()) goready(sg->g);
  }

 private:
  Mutex* L;
  WaitLock guard;
  WaitQ waiters;
};

}  // namespace rt
