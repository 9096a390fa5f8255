#include <mayrunnext.hpp>
#include <runq.hpp>
#include <trace_g.hpp>
#include <yield.hpp>

namespace rt {

// Copies half of victim's queue into pp's ring, from `at` on, and takes it out of the victim's.
// Go 1.21: runtime/proc.go, runqgrab
static uint32_t runqgrab(P* victim, P* pp, uint32_t at, bool stealnext) {
  for (;;) {
    uint32_t head = victim->runqhead.load(memory_order_acquire);  // with other thieves
    uint32_t tail =
        victim->runqtail.load(memory_order_acquire);  // with the owner's store of the slots
    uint32_t n = tail - head;
    n -= n / 2;  // of one, take one
    if (n == 0) {
      if (!stealnext) return 0;
      G* next = victim->runnext.load(memory_order_relaxed);
      if (!next) return 0;
      if (mayrunnext(victim)) usleep(3);  // the owner put it there to run it next: give it time
      if (!victim->runnext.compare_exchange_strong(next, nullptr, memory_order_acquire,
                                                   memory_order_relaxed)) {
        continue;
      }
      pp->runq[at % kRunqSize].store(next, memory_order_relaxed);
      return 1;
    }
    if (n > kRunqSize / 2) continue;  // head and tail were read at different moments
    // First copy, then take: once the head has moved, the owner may overwrite the slots.
    for (uint32_t i = 0; i < n; i++) {
      G* gp = victim->runq[(head + i) % kRunqSize].load(memory_order_relaxed);
      pp->runq[(at + i) % kRunqSize].store(gp, memory_order_relaxed);
    }
    if (victim->runqhead.compare_exchange_weak(head, head + n, memory_order_release,
                                               memory_order_relaxed))
      return n;
  }
}

// Go 1.21: runtime/proc.go, runqsteal. pp is empty, and ours.
G* runqsteal(P* pp, P* victim, bool stealnext) {
  uint32_t tail = pp->runqtail.load(memory_order_relaxed);
  uint32_t n = runqgrab(victim, pp, tail, stealnext);
  if (n == 0) return nullptr;
  trace(Ev::Steal, static_cast<G*>(nullptr), n);
  n--;
  G* gp = pp->runq[(tail + n) % kRunqSize].load(memory_order_relaxed);  // the last one runs now
  // The others can be stolen in turn. seq_cst: resetspinning, which follows, looks at npidle; see
  // findrunnable.cpp, [1].
  if (n > 0) pp->runqtail.store(tail + n, memory_order_seq_cst);
  return gp;
}

}  // namespace rt
