// Goes on with the WaitGroup's own queue, when the WaitGroup may be gone.
#include <fatal.hpp>
#include <proc.hpp>
#include <waitgroup.hpp>

namespace rt {

void WaitGroup::Add(int delta) {
  lock.lock();
  counter += delta;
  if (counter < 0) panic("sync: negative WaitGroup counter");
  bool zero = counter == 0;
  lock.unlock();
  if (!zero) return;
  while (Sudog* sg = waiters.dequeue()) goready(sg->g);
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
