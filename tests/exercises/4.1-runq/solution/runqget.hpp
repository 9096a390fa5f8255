// The order is runnext, ring; after 61 in a row it is ring, runnext.
#pragma once
#include <runq.hpp>

namespace rt {

constexpr uint32_t kMostInherited = 61;

inline G* fromring(P* pp) {
  uint32_t head = pp->runqhead.load(memory_order_relaxed);
  while (head != pp->runqtail.load(memory_order_relaxed)) {
    G* gp = pp->runq[head % kRunqSize].load(memory_order_relaxed);
    if (pp->runqhead.compare_exchange_strong(head, head + 1, memory_order_release,
                                             memory_order_relaxed))
      return gp;
  }
  return nullptr;
}

inline G* fromnext(P* pp) {
  // release: an M on its way to sleep that finds runnext empty must see what was put into the ring
  // before.
  G* next = pp->runnext.load(memory_order_relaxed);
  if (!next || !pp->runnext.compare_exchange_strong(next, nullptr, memory_order_release,
                                                    memory_order_relaxed))
    return nullptr;
  return next;
}

inline G* runqget(P* pp, bool* inherit) {
  *inherit = false;
  G* gp = nullptr;
  bool ringfirst = pp->inherited >= kMostInherited;
  if (ringfirst) {
    pp->inherited = 0;
    gp = fromring(pp);
  }
  if (!gp && (gp = fromnext(pp))) {
    pp->inherited++;
    *inherit = !ringfirst;
    return gp;
  }
  pp->inherited = 0;
  return gp ? gp : fromring(pp);
}

inline bool runqempty(P* pp) {
  for (;;) {
    uint32_t head = pp->runqhead.load(memory_order_acquire);
    uint32_t tail = pp->runqtail.load(memory_order_relaxed);
    G* next = pp->runnext.load(memory_order_seq_cst);
    if (tail == pp->runqtail.load(memory_order_seq_cst)) return head == tail && !next;
  }
}

}  // namespace rt
