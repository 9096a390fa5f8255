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

  // All of q, which is empty afterwards. Go 1.21: runtime/proc.go, gQueue.pushBackAll
  void pushBackAll(GQueue& q) {
    if (q.empty()) return;
    if (tail) tail->schedlink = q.head;
    else head = q.head;
    tail = q.tail;
    q = {};
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
