// runqputslow tries again with the head as it is now, though there is room in the ring by then.
#pragma once
#include <runq.hpp>

namespace rt {

// Puts all of a batch at the end of the global queue.
[[maybe_unused]] inline void toglobal(GQueue* batch, uint32_t n) {
  sched.lock.lock();
  globrunqputbatch(batch, static_cast<int32_t>(n));
  sched.lock.unlock();
}

inline void runqput(P* pp, G* gp, bool next) {
  if (next) {
    G* old = pp->runnext.load(memory_order_relaxed);
    while (!pp->runnext.compare_exchange_weak(old, gp, memory_order_seq_cst, memory_order_relaxed)) {
    }
    if (!old) return;
    gp = old;
  }
  for (;;) {
    uint32_t head = pp->runqhead.load(memory_order_acquire);
    uint32_t tail = pp->runqtail.load(memory_order_relaxed);
    if (tail - head < kRunqSize) {
      pp->runq[tail % kRunqSize].store(gp, memory_order_relaxed);
      pp->runqtail.store(tail + 1, memory_order_seq_cst);
      return;
    }
    if (runqputslow(pp, gp, head, tail)) return;
  }
}

inline bool runqputslow(P* pp, G* gp, uint32_t head, uint32_t tail) {
  uint32_t n;
  G* taken[kRunqSize / 2];
  do {
    n = (tail - head) / 2;
    for (uint32_t i = 0; i < n; i++)
      taken[i] = pp->runq[(head + i) % kRunqSize].load(memory_order_relaxed);
  } while (!pp->runqhead.compare_exchange_strong(head, head + n, memory_order_release,
                                                 memory_order_relaxed));
  GQueue batch;
  for (uint32_t i = 0; i < n; i++) batch.pushBack(taken[i]);
  batch.pushBack(gp);
  toglobal(&batch, n + 1);
  return true;
}

}  // namespace rt
