// Doing something once, whichever goroutine comes first.
#pragma once
#include <atomic.hpp>
#include <mutex>
#include <mutex.hpp>

namespace rt {

// Unlike in std::call_once and a static variable's initialiser, f may block: goroutines that come
// meanwhile sleep in a Mutex, instead of their threads in a lock of libc. Go 1.21: sync/once.go
class Once {
 public:
  // Calls f unless it has been called before; returns when it has finished. If it throws, the
  // exception goes to this caller, and f counts as called, as after a panic in Go.
  template <class F>
  void Do(F&& f) {
    // acquire: a goroutine that sees `done` sees what f did. It pairs with Finally's release.
    if (done.load(memory_order_acquire)) return;
    std::lock_guard held(mutex);
    if (done.load(memory_order_relaxed)) return;  // the Mutex orders this one
    struct Finally {
      Once* once;
      ~Finally() { once->done.store(true, memory_order_release); }
    } finally{this};
    f();
  }

 private:
  Atomic<bool, "once.done"> done = false;
  Mutex mutex;
};

}  // namespace rt
