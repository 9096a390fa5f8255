// Goroutines that wait for something, first come, first served. The owner of a WaitQ protects it
// with a WaitLock.
#pragma once
#include <g.hpp>
#include <lock.hpp>

namespace rt {

// One waiting goroutine. It lives on that goroutine's stack, which does not move while it waits.
// Go 1.21: runtime/runtime2.go, sudog
struct Sudog {
  G* g;
  void* elem;    // channels: where the value is, or is to go
  bool success;  // channels: woken by a value, not by close
  Sudog* next;
};

// Go 1.21: runtime/chan.go, waitq
struct WaitQ {
  Sudog* first = nullptr;
  Sudog* last = nullptr;

  void enqueue(Sudog* sg) {
    sg->next = nullptr;
    if (last) last->next = sg;
    else first = sg;
    last = sg;
  }

  Sudog* dequeue() {
    Sudog* sg = first;
    if (sg) {
      first = sg->next;
      if (!first) last = nullptr;
    }
    return sg;
  }
};

using WaitLock = Lock<"wait.lock">;

}  // namespace rt
