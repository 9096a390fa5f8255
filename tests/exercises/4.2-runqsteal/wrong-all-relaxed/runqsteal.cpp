// No operation is ordered against any other. x86 hides it.
#include <runq.hpp>
#include <yield.hpp>

namespace rt {

G* runqsteal(P* pp, P* victim, bool stealnext) {
  auto slot = [](P* p, uint32_t i) -> auto& { return p->runq[i % kRunqSize]; };
  uint32_t const mine = pp->runqtail.load(memory_order_relaxed);  // ours to write

  for (;;) {
    uint32_t from = victim->runqhead.load(memory_order_relaxed);
    uint32_t const to = victim->runqtail.load(memory_order_relaxed);  // slots below are written
    uint32_t const len = to - from;
    uint32_t const n = len - len / 2;
    if (n > kRunqSize / 2) continue;  // two moments

    if (n == 0) {
      G* next = stealnext ? victim->runnext.load(memory_order_relaxed) : nullptr;
      if (!next) return nullptr;
      if (victim->status.load(memory_order_relaxed) == Prunning) usleep(3);
      if (victim->runnext.compare_exchange_strong(next, nullptr, memory_order_relaxed,
                                                  memory_order_relaxed))
        return next;
      continue;
    }

    G* last = nullptr;
    for (uint32_t i = 0; i < n; i++) {
      last = slot(victim, from + i).load(memory_order_relaxed);
      slot(pp, mine + i).store(last, memory_order_relaxed);
    }
    // release: the reads above come before the owner's next write to these slots
    if (!victim->runqhead.compare_exchange_strong(from, from + n, memory_order_relaxed,
                                                  memory_order_relaxed))
      continue;
    if (n > 1) pp->runqtail.store(mine + n - 1, memory_order_relaxed);
    return last;
  }
}

}  // namespace rt
