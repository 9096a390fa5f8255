// The list of those to wake is taken out under the lock; they are woken when it is open again.
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
