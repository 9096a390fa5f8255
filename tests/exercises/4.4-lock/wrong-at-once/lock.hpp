// Goes to sleep at the first look: right, and slow.
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
    (void)pause;
    sleep();
  }

  void unlock() {
    if (key.exchange(0, memory_order_release) == 2) futexwakeup(raw(key), 1);
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
