// Takes the lock again for each waiter, when the first may already have destroyed the WaitGroup.
#include <fatal.hpp>
#include <proc.hpp>
#include <utility>
#include <vector>
#include <waitgroup.hpp>

namespace rt {

void WaitGroup::Add(int delta) {
  lock.lock();
  counter += delta;
  if (counter < 0) panic("sync: negative WaitGroup counter");
  while (counter == 0) {
    Sudog* sg = waiters.dequeue();
    if (!sg) break;
    G* gp = sg->g;
    lock.unlock();
    goready(gp);
    lock.lock();
  }
  lock.unlock();
}

void WaitGroup::Wait() {
  G* gp = self("WaitGroup::Wait");
  lock.lock();
  if (counter == 0) {
    lock.unlock();
    return;
  }
  Sudog sg = {gp, nullptr, false, nullptr};
  waiters.enqueue(&sg);
  gopark([](G*, void* wg) { return static_cast<WaitGroup*>(wg)->lock.unlock(), true; }, this,
         waitReasonSemacquire);
}

}  // namespace rt
