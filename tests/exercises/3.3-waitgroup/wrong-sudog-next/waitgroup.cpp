// Asks a Sudog for the next one when its goroutine may already run.
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
  for (Sudog* sg = woken.first; sg; sg = sg->next) goready(sg->g);
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
