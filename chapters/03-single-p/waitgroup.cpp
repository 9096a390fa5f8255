#include <fatal.hpp>
#include <parkunlock.hpp>
#include <proc.hpp>
#include <utility>
#include <waitgroup.hpp>

namespace rt {

void WaitGroup::Add(int delta) {
  lock.lock();
  counter += delta;
  if (counter < 0) panic("sync: negative WaitGroup counter");
  WaitQ woken;
  if (counter == 0) std::swap(woken, waiters);
  lock.unlock();  // from here on the WaitGroup may be gone: a waiter may return from Wait and
                  // destroy it
  if (woken.first) self("WaitGroup::Done");  // only a goroutine can wake one
  while (Sudog* sg = woken.dequeue()) goready(sg->g);
}

void WaitGroup::Wait() {
  G* gp = self("WaitGroup::Wait");
  lock.lock();
  if (counter == 0) return lock.unlock();
  Sudog sg = {gp, nullptr, false, nullptr};
  waiters.enqueue(&sg);
  // The lock is kept until we sleep: Done on another thread must find us asleep, or not at all.
  goparkunlock(&lock, waitReasonSemacquire);
}

}  // namespace rt
