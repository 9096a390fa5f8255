// The fences of chapter 9 under the explorer, which has a model of them (memory.hpp); without it
// the real ones.
#pragma once
#include <watch.hpp>

namespace rt {

inline bool asymmetric = true;  // a test may say otherwise

inline void fullfence() {
  if (sync::Watcher* w = sync::watcher.load(std::memory_order_acquire))
    w->fence(std::memory_order_seq_cst);
  std::atomic_thread_fence(std::memory_order_seq_cst);
}
inline void lightfence() {
  if (sync::Watcher* w = sync::watcher.load(std::memory_order_acquire)) w->light();
  std::atomic_signal_fence(std::memory_order_seq_cst);
}
void heavyfence();

}  // namespace rt
