// Puts the batch into the global queue, and takes the lock when that is done.
#pragma once
#include <runq.hpp>

namespace rt {

inline void toglobal(GQueue* batch, uint32_t n) {
  globrunqputbatch(batch, static_cast<int32_t>(n));
  sched.lock.lock();
  sched.lock.unlock();
}

inline void runqput(P* pp, G* gp, bool next) {
  if (next) {
    gp = pp->runnext.exchange(gp, memory_order_seq_cst);
    if (!gp) return;
  }
  for (;;) {
    uint32_t head = pp->runqhead.load(memory_order_acquire);
    uint32_t tail = pp->runqtail.load(memory_order_relaxed);
    if (tail - head == kRunqSize) {
      if (runqputslow(pp, gp, head, tail)) return;
      continue;
    }
    pp->runq[tail % kRunqSize].store(gp, memory_order_relaxed);
    pp->runqtail.store(tail + 1, memory_order_release);
    return;
  }
}

inline bool runqputslow(P* pp, G* gp, uint32_t head, uint32_t tail) {
  uint32_t n = (tail - head) / 2;
  uint32_t first = head;
  if (!pp->runqhead.compare_exchange_strong(head, head + n, memory_order_acq_rel,
                                            memory_order_relaxed))
    return false;
  // Only the owner writes slots, and that is we: they still hold what they held.
  GQueue batch;
  for (uint32_t i = 0; i < n; i++)
    batch.pushBack(pp->runq[(first + i) % kRunqSize].load(memory_order_relaxed));
  batch.pushBack(gp);
  toglobal(&batch, n + 1);
  return true;
}

}  // namespace rt
