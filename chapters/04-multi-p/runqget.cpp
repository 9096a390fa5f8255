#include <runq.hpp>

namespace rt {

// Two goroutines that wake each other through runnext could keep the ring waiting for ever, and the
// global queue, whose turn comes with the ticks of slices. Go lets all of them together have one
// time slice, and sysmon ends it. We have nobody to end a slice, so after this
// many in a row the ring is next; with nothing in it they go on, in a new slice.
constexpr uint32_t kMostInherited = 61;

static G* fromring(P* pp) {
  for (;;) {
    uint32_t head = pp->runqhead.load(memory_order_acquire);  // thieves move it, too
    uint32_t tail = pp->runqtail.load(memory_order_relaxed);
    if (tail == head) return nullptr;
    G* gp = pp->runq[head % kRunqSize].load(memory_order_relaxed);
    // release: our read of the slot comes before runqput sees it free and writes to it again
    if (pp->runqhead.compare_exchange_weak(head, head + 1, memory_order_release,
                                           memory_order_relaxed))
      return gp;
  }
}

// Go 1.21: runtime/proc.go, runqget
G* runqget(P* pp, bool* inherit) {
  *inherit = false;
  bool over = pp->inherited >= kMostInherited;
  if (over) {
    pp->inherited = 0;
    if (G* gp = fromring(pp)) return gp;
  }
  G* next = pp->runnext.load(memory_order_relaxed);
  // If the compare-and-swap fails, a thief has taken it: only we put one in, so looking again is no
  // use.
  if (next && pp->runnext.compare_exchange_strong(next, nullptr, memory_order_acquire,
                                                  memory_order_relaxed)) {
    *inherit = !over;
    pp->inherited++;
    return next;
  }
  pp->inherited = 0;
  return fromring(pp);
}

// Go 1.21: runtime/proc.go, runqempty. A G may move from runnext into the ring between two of these
// reads. So the tail is read again: if it has not changed, all three belong to one moment. seq_cst:
// see findrunnable.cpp, [2].
bool runqempty(P* pp) {
  for (;;) {
    uint32_t head = pp->runqhead.load(memory_order_seq_cst);
    uint32_t tail = pp->runqtail.load(memory_order_seq_cst);
    G* next = pp->runnext.load(memory_order_seq_cst);
    if (tail == pp->runqtail.load(memory_order_seq_cst)) return head == tail && !next;
  }
}

}  // namespace rt
