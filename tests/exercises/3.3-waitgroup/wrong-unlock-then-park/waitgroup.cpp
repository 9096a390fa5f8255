// Opens the lock first, and then goes to sleep: a Done in between finds it awake.
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
  lock.unlock();
  while (Sudog* sg = woken.dequeue()) goready(sg->g);
}

void WaitGroup::Wait() {
  lock.lock();
  if (counter == 0) {
    lock.unlock();
    return;
  }
  Sudog sg{self("WaitGroup::Wait"), nullptr, false, nullptr};
  waiters.enqueue(&sg);
  lock.unlock();
  gopark(nullptr, nullptr, waitReasonSemacquire);
}

}  // namespace rt
