// Moves its tail past all of them, and takes it back by one for the one that it runs itself.
#include <runq.hpp>
#include <yield.hpp>

namespace rt {

G* runqsteal(P* pp, P* victim, bool stealnext) {
  uint32_t at = pp->runqtail.load(memory_order_relaxed);
  for (;;) {
    uint32_t head = victim->runqhead.load(memory_order_acquire);
    uint32_t tail = victim->runqtail.load(memory_order_acquire);
    uint32_t n = tail - head;
    n -= n / 2;
    if (n == 0) {
      if (!stealnext) return nullptr;
      G* next = victim->runnext.load(memory_order_relaxed);
      if (!next) return nullptr;
      if (victim->status.load(memory_order_relaxed) == Prunning) usleep(3);
      if (!victim->runnext.compare_exchange_strong(next, nullptr, memory_order_acquire,
                                                   memory_order_relaxed))
        continue;
      return next;
    }
    if (n > kRunqSize / 2) continue;
    for (uint32_t i = 0; i < n; i++) {
      G* gp = victim->runq[(head + i) % kRunqSize].load(memory_order_relaxed);
      pp->runq[(at + i) % kRunqSize].store(gp, memory_order_relaxed);
    }
    if (!victim->runqhead.compare_exchange_weak(head, head + n, memory_order_release,
                                                memory_order_relaxed))
      continue;
    pp->runqtail.store(at + n, memory_order_seq_cst);
    n--;
    G* gp = pp->runq[(at + n) % kRunqSize].load(memory_order_relaxed);
    pp->runqtail.store(at + n, memory_order_seq_cst);
    return gp;
  }
}

}  // namespace rt
