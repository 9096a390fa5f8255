// Counts by compare_exchange_weak, once: where that fails for no reason, nobody looks for work.
#include <fatal.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <switch.hpp>

namespace rt {

void wakep() {
  if (sched.npidle.load(memory_order_seq_cst) <= 0) return;
  int32_t nobody = 0;
  bool mine = sched.nmspinning.compare_exchange_weak(nobody, 1, memory_order_seq_cst,
                                                       memory_order_seq_cst);
  if (mine) startm(nullptr, true);
}

void resetspinning() {
  getg()->m->spinning = false;
  int32_t before = sched.nmspinning.fetch_sub(1, memory_order_seq_cst);
  if (before < 1) fatal("findrunnable: negative nmspinning");
  wakep();
}

}  // namespace rt
