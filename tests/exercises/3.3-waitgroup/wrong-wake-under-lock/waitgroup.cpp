// Wakes the waiters before it opens the lock.
#include <fatal.hpp>
#include <proc.hpp>
#include <waitgroup.hpp>

namespace rt {

void WaitGroup::Add(int delta) {
  WaitQ woken;
  lock.lock();
  counter += delta;
  if (counter < 0) panic("sync: negative WaitGroup counter");
  if (counter == 0) {
    woken = waiters;
    waiters = {};
  }
  while (Sudog* sg = woken.dequeue()) goready(sg->g);
  lock.unlock();
}

static bool open(G*, void* lock) {
  static_cast<WaitLock*>(lock)->unlock();
  return true;
}

void WaitGroup::Wait() {
  lock.lock();
  if (counter == 0) {
    lock.unlock();
    return;
  }
  Sudog sg{self("WaitGroup::Wait"), nullptr, false, nullptr};
  waiters.enqueue(&sg);
  gopark(open, &lock, waitReasonSemacquire);
}

}  // namespace rt
