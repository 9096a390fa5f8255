// If the one in runnext is gone after the pause, it goes away.
#include <runq.hpp>
#include <yield.hpp>
namespace rt {
// How many were taken, -1: look again.
static int32_t grab(P* pp, P* victim) {
  uint32_t from = victim->runqhead.load(memory_order_acquire);
  const uint32_t to = victim->runqtail.load(memory_order_acquire);
  const uint32_t all = to - from;
  const uint32_t half = all / 2 + all % 2;
  if (half > kRunqSize / 2) return -1;
  if (half == 0) return 0;
  const uint32_t at = pp->runqtail.load(memory_order_relaxed);
  uint32_t i = half;
  while (i > 0) {
    i--;
    pp->runq[(at + i) % kRunqSize].store(
        victim->runq[(from + i) % kRunqSize].load(memory_order_relaxed), memory_order_relaxed);
  }
  if (!victim->runqhead.compare_exchange_weak(from, from + half, memory_order_acq_rel,
                                              memory_order_acquire))
    return -1;
  return static_cast<int32_t>(half);
}
G* runqsteal(P* pp, P* victim, bool stealnext) {
  int32_t n = grab(pp, victim);
  if (n < 0) return runqsteal(pp, victim, stealnext);
  if (n > 0) {
    const uint32_t end = pp->runqtail.load(memory_order_relaxed) + static_cast<uint32_t>(n) - 1;
    G* mine = pp->runq[end % kRunqSize].load(memory_order_relaxed);
    pp->runqtail.store(end, memory_order_release);
    return mine;
  }
  if (!stealnext) return nullptr;
  G* next = victim->runnext.load(memory_order_acquire);
  if (!next) return nullptr;
  if (victim->status.load(memory_order_acquire) == Prunning) usleep(3);
  G* was = next;
  if (victim->runnext.compare_exchange_strong(was, nullptr, memory_order_acq_rel,
                                              memory_order_relaxed))
    return next;
  return nullptr;
}
}  // namespace rt
