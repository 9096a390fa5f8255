#include <fatal.hpp>
#include <parkunlock.hpp>
#include <proc.hpp>
#include <waitgroup.hpp>

namespace rt {

static int32_t counter(uint64_t state) { return static_cast<int32_t>(state >> 32); }
static uint32_t waiting(uint64_t state) { return static_cast<uint32_t>(state); }

void WaitGroup::Add(int delta) {
  uint64_t old = state.load(memory_order_relaxed), now;
  do {
    int32_t n = counter(old) + delta;
    if (n < 0) panic("sync: negative WaitGroup counter");
    now = static_cast<uint64_t>(n) << 32 | waiting(old);
    if (n == 0) now = 0;  // those that wait are ours to wake; whoever comes now need not wait
    // release: whoever sees our Done sees what was done before it; acquire: the last Done passes
    // on what all others have done
  } while (!state.compare_exchange_weak(old, now, memory_order_acq_rel, memory_order_relaxed));
  // From here on the WaitGroup may be gone, unless somebody in it waits for us.
  if (now != 0 || waiting(old) == 0) return;
  self("WaitGroup::Done");  // only a goroutine can wake one
  WaitQ woken;
  lock.lock();  // once we have it, all of them sleep
  for (uint32_t n = waiting(old); n > 0; n--) woken.enqueue(waiters.dequeue());
  lock.unlock();
  while (Sudog* sg = woken.dequeue()) goready(sg->g);  // from the first on, it may be gone
}

void WaitGroup::Wait() {
  G* gp = self("WaitGroup::Wait");
  // acquire: pairs with the last Done
  if (counter(state.load(memory_order_acquire)) == 0) return;
  lock.lock();
  uint64_t old = state.load(memory_order_acquire);
  do {
    if (counter(old) == 0) return lock.unlock();
    // relaxed: the lock guards the queue, and somebody's Done is still to come. (A
    // read-modify-write continues the release sequence of the Dones so far)
  } while (!state.compare_exchange_weak(old, old + 1, memory_order_relaxed, memory_order_acquire));
  Sudog sg = {gp, nullptr, false, nullptr};
  waiters.enqueue(&sg);
  // The lock is kept until we sleep: Done on another thread must find us asleep, or not at all.
  goparkunlock(&lock, waitReasonSemacquire);
}

}  // namespace rt
