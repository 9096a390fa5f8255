// A first-in, first-out queue of goroutines, linked through the Gs themselves: a G stands in one at
// a time.
#pragma once
#include <g.hpp>

namespace rt {

// Go 1.21: runtime/proc.go, gQueue
struct GQueue {
  G* head = nullptr;
  G* tail = nullptr;

  bool empty() const { return head == nullptr; }

  void pushBack(G* gp) {
    gp->schedlink = nullptr;
    if (tail) tail->schedlink = gp;
    else head = gp;
    tail = gp;
  }

  G* pop() {
    G* gp = head;
    if (gp) {
      head = gp->schedlink;
      if (!head) tail = nullptr;
    }
    return gp;
  }
};

}  // namespace rt
