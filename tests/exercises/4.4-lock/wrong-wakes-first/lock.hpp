// Wakes one that sleeps, and only then makes the lock free.
#pragma once
#include <atomic.hpp>
#include <cstdint>
#include <futex.hpp>
#include <not_done.hpp>
#include <yield.hpp>

namespace rt {

template <Name name>
struct Lock {
  void lock() {
    for (int i = 0;; i++) {
      if (attempt(1)) return;
      if (!pause(i)) break;
    }
    for (;;) {
      uint32_t was = key.load(memory_order_relaxed);
      if (was == 0) {
        if (attempt(2)) return;
      } else if (was == 2 ||
                 key.compare_exchange_strong(was, 2, memory_order_relaxed, memory_order_relaxed)) {
        futexsleep(raw(key), 2);
      }
    }
  }

  void unlock() {
    uint32_t was = 1;
    if (key.compare_exchange_strong(was, 0, memory_order_release, memory_order_relaxed)) return;
    futexwakeup(raw(key), 1);
    key.store(0, memory_order_release);
  }

 private:
  bool attempt(uint32_t to) {
    uint32_t nobody = 0;
    return key.load(memory_order_relaxed) == 0 &&
           key.compare_exchange_strong(nobody, to, memory_order_acquire, memory_order_relaxed);
  }

  // The owner is probably about to leave: four looks, a moment apart; then let others run, once.
  [[maybe_unused]] static bool pause(int i) {
    if (i < 4) return procyield(30), true;
    if (i == 4) return osyield(), true;
    return false;
  }

  Atomic<uint32_t, name> key = 0;
};

}  // namespace rt
