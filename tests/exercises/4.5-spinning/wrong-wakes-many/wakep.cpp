// Starts Ms as long as a P is idle and nobody spins: perhaps the one it started has slept since.
#include <fatal.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <switch.hpp>

namespace rt {

void wakep() {
  while (sched.npidle.load(memory_order_seq_cst) > 0) {
    int32_t nobody = 0;
    if (!sched.nmspinning.compare_exchange_strong(nobody, 1, memory_order_seq_cst,
                                                  memory_order_seq_cst))
      return;
    startm(nullptr, true);
  }
}

void resetspinning() {
  getg()->m->spinning = false;
  int32_t before = sched.nmspinning.fetch_sub(1, memory_order_seq_cst);
  if (before < 1) fatal("findrunnable: negative nmspinning");
  wakep();
}

}  // namespace rt
