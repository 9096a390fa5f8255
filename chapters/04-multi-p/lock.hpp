// Mutual exclusion between threads. From here on there are several.
#pragma once
#include <atomic.hpp>
#include <cstdint>
#include <futex.hpp>
#include <yield.hpp>

namespace rt {

// 0: free. 1: taken. 2: taken, and a thread may be asleep until it is free. Unlocking enters the
// kernel in state 2 only, so a lock without contention costs two atomic operations. The sections
// that it protects are short and never switch goroutines.
// Go 1.21: runtime/lock_futex.go, lock2 and unlock2; after U. Drepper, "Futexes Are Tricky"
template <Name name>
struct Lock {
  void lock() {
    uint32_t free = 0;
    // acquire: we see what the last owner wrote; it pairs with unlock's release.
    if (!key.compare_exchange_strong(free, 1, memory_order_acquire, memory_order_relaxed))
      lockslow();
  }

  void unlock() {
    if (key.exchange(0, memory_order_release) == 2) futexwakeup(raw(key), 1);
  }

 private:
  [[gnu::noinline]] void lockslow() {
    // The owner is probably about to leave: four looks, then let others run.
    for (int i = 0; i < 5; i++) {
      if (i < 4) procyield(30);
      else osyield();
      uint32_t free = 0;
      if (key.compare_exchange_strong(free, 1, memory_order_acquire, memory_order_relaxed)) return;
    }
    // From here on we must leave a 2 behind, even if we get it: others may sleep, we can't know.
    while (key.exchange(2, memory_order_acquire) != 0) futexsleep(raw(key), 2);
  }

  Atomic<uint32_t, name> key = 0;
};

}  // namespace rt
