// All in one function; the copies count only if the compare-and-swap after them works.
#include <runq.hpp>
#include <yield.hpp>

namespace rt {

G* runqsteal(P* pp, P* victim, bool stealnext) {
  const uint32_t mine = pp->runqtail.load(memory_order_relaxed);
  for (;;) {
    uint32_t head = victim->runqhead.load(memory_order_acquire);
    uint32_t tail = victim->runqtail.load(memory_order_acquire);
    uint32_t n = (tail - head) - (tail - head) / 2;
    if (n > kRunqSize / 2) continue;
    if (n == 0) {
      G* next = stealnext ? victim->runnext.load(memory_order_relaxed) : nullptr;
      if (!next) return nullptr;
      if (victim->status.load(memory_order_relaxed) == Prunning) usleep(3);
      if (victim->runnext.compare_exchange_strong(next, nullptr, memory_order_acquire,
                                                  memory_order_relaxed))
        return next;
      continue;
    }
    G* last = nullptr;
    for (uint32_t i = 0; i < n; i++) {
      last = victim->runq[(head + i) % kRunqSize].load(memory_order_relaxed);
      if (i + 1 < n) pp->runq[(mine + i) % kRunqSize].store(last, memory_order_relaxed);
    }
    if (!victim->runqhead.compare_exchange_strong(head, head + n, memory_order_release,
                                                  memory_order_relaxed))
      continue;
    if (n > 1) pp->runqtail.store(mine + n - 1, memory_order_release);
    return last;
  }
}

}  // namespace rt
