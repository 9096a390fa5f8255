// Whoever is in runnext goes first, for ever.
#pragma once
#include <runq.hpp>

namespace rt {

inline G* fromring(P* pp) {
  uint32_t head = pp->runqhead.load(memory_order_acquire);
  while (head != pp->runqtail.load(memory_order_relaxed)) {
    G* gp = pp->runq[head % kRunqSize].load(memory_order_relaxed);
    if (pp->runqhead.compare_exchange_strong(head, head + 1, memory_order_acq_rel,
                                             memory_order_acquire))
      return gp;
  }
  return nullptr;
}

inline G* fromnext(P* pp) {
  G* next = pp->runnext.load(memory_order_relaxed);
  if (!next || !pp->runnext.compare_exchange_strong(next, nullptr, memory_order_acquire,
                                                    memory_order_relaxed))
    return nullptr;
  return next;
}

inline G* runqget(P* pp, bool* inherit) {
  *inherit = false;
  G* gp = nullptr;
  if (!gp && (gp = fromnext(pp))) {
    pp->inherited++;
    *inherit = true;
    return gp;
  }
  pp->inherited = 0;
  return gp ? gp : fromring(pp);
}

inline bool runqempty(P* pp) {
  for (;;) {
    uint32_t head = pp->runqhead.load(memory_order_seq_cst);
    uint32_t tail = pp->runqtail.load(memory_order_seq_cst);
    G* next = pp->runnext.load(memory_order_seq_cst);
    if (tail == pp->runqtail.load(memory_order_seq_cst)) return head == tail && !next;
  }
}

}  // namespace rt
