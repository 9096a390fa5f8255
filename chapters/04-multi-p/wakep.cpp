#include <fatal.hpp>
#include <runq.hpp>
#include <spin.hpp>
#include <switch.hpp>

namespace rt {

// Go 1.21: runtime/proc.go, wakep
void wakep() {
  // Both loads are seq_cst: see findrunnable.cpp, [2]. Looking at npidle first is ours: Go takes
  // the lock to find out that no P is idle, and on a busy machine almost none ever is.
  if (sched.npidle.load(memory_order_seq_cst) == 0) return;
  int32_t none = 0;
  if (sched.nmspinning.load(memory_order_seq_cst) != 0) return;
  // relaxed: the load above decides; this only counts. If it fails, another M has begun to spin.
  if (!sched.nmspinning.compare_exchange_strong(none, 1, memory_order_relaxed,
                                                memory_order_relaxed))
    return;
  startm(nullptr, true);
}

// Go 1.21: runtime/proc.go, resetspinning
void resetspinning() {
  M* mp = getg()->m;
  mp->spinning = false;
  if (sched.nmspinning.fetch_sub(1, memory_order_seq_cst) <= 0)
    fatal("findrunnable: negative nmspinning");
  // Where there was one goroutine to find there may be more: their makers saw us spin and woke
  // nobody.
  wakep();
}

}  // namespace rt
