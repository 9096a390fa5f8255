// Wakes all who sleep: one of them gets the lock, the others find it taken, and sleep again.
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
    for (int i = 0;
         !key.compare_exchange_strong(free, 1, memory_order_acquire, memory_order_relaxed); i++) {
      if (!pause(i)) return sleep();
      free = 0;
    }
  }

  void unlock() {
    if (key.exchange(0, memory_order_release) == 2) futexwakeup(raw(key), ~0u);
  }

 private:
  void sleep() {
    while (key.exchange(2, memory_order_acquire) != 0) futexsleep(raw(key), 2);
  }

  static bool pause(int i) {
    if (i < 4) return procyield(30), true;
    if (i == 4) return osyield(), true;
    return false;
  }

  Atomic<uint32_t, name> key = 0;
};

}  // namespace rt
