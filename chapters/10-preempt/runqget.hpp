// Takes a goroutine out of a P's own queue.
#pragma once
#include <runq.hpp>

namespace rt {

inline G* fromring(P* pp) {
  for (;;) {
    uint32_t head = pp->runqhead.load(memory_order_relaxed);  // thieves move it too
    uint32_t tail = pp->runqtail.load(memory_order_relaxed);
    if (tail == head) return nullptr;
    G* gp = pp->runq[head % kRunqSize].load(memory_order_relaxed);
    // release: a thief, or an M about to sleep, that sees this head also sees what we put in
    // before, so it does not take the queue for empty
    if (pp->runqhead.compare_exchange_weak(head, head + 1, memory_order_release,
                                           memory_order_relaxed))
      return gp;
  }
}

// Goroutines that wake each other through runnext share one time slice. When sysmon has ended it,
// the ring is next; if the ring is empty, they go on in a new slice.
// Go 1.21: runtime/proc.go, runqget
inline G* runqget(P* pp, bool* inherit) {
  *inherit = false;
  bool over = pp->preempt.load(memory_order_relaxed) || pp->over.load(memory_order_relaxed);
  if (over) [[unlikely]] {
    if (G* gp = fromring(pp)) return gp;
  }
  G* next = pp->runnext.load(memory_order_relaxed);
  // If the compare-and-swap fails, a thief has taken it. Only we put one in, so there is no need to
  // look again, nor for acquire. release: an M about to sleep that finds runnext empty must see
  // what runlater put into the ring before, since runlater wakes nobody for that.
  if (next && pp->runnext.compare_exchange_strong(next, nullptr, memory_order_release,
                                                  memory_order_relaxed)) {
    *inherit = !over;
    return next;
  }
  return fromring(pp);
}

// Go 1.21: runtime/proc.go, runqempty. A G may move from runnext into the ring between two of these
// reads. So the tail is read again: if it has not changed, no G has moved. seq_cst where a G is
// put: see findrunnable.cpp, [2]. acquire: an old head cannot make a queue look empty, but a new
// head with an old tail can. So whoever sees that a G was taken must see what was put in before.
inline bool runqempty(P* pp) {
  for (;;) {
    uint32_t head = pp->runqhead.load(memory_order_acquire);
    uint32_t tail = pp->runqtail.load(memory_order_relaxed);
    G* next = pp->runnext.load(memory_order_seq_cst);
    if (tail == pp->runqtail.load(memory_order_seq_cst)) return head == tail && !next;
  }
}

}  // namespace rt
