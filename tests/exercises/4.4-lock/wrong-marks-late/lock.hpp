// Marks the word 2 by a store, after it has found it taken: meanwhile it may have been left.
#pragma once
#include <atomic.hpp>
#include <cstdint>
#include <futex.hpp>
#include <yield.hpp>

namespace rt {

template <Name name>
struct Lock {
  void lock() {
    uint32_t free = 0;
    if (key.compare_exchange_strong(free, 1, memory_order_acquire, memory_order_relaxed)) return;
    for (int i = 0; pause(i); i++) {
      free = 0;
      if (key.compare_exchange_strong(free, 1, memory_order_acquire, memory_order_relaxed)) return;
    }
    for (;;) {
      free = 0;
      if (key.compare_exchange_strong(free, 2, memory_order_acquire, memory_order_relaxed)) return;
      key.store(2, memory_order_relaxed);
      futexsleep(raw(key), 2);
    }
  }

  void unlock() {
    if (key.exchange(0, memory_order_release) == 2) futexwakeup(raw(key), 1);
  }

 private:
  // The owner is probably about to leave: four looks, a moment apart; then let others run, once.
  [[maybe_unused]] static bool pause(int i) {
    if (i < 4) return procyield(30), true;
    if (i == 4) return osyield(), true;
    return false;
  }

  Atomic<uint32_t, name> key = 0;
};

}  // namespace rt
