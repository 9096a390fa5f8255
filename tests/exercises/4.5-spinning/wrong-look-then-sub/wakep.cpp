// Looks whether the count is right, and then subtracts: two at once both see the one that is there.
#include <fatal.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <switch.hpp>

namespace rt {

void wakep() {
  if (sched.npidle.load(memory_order_seq_cst) <= 0) return;
  int32_t nobody = 0;
  bool mine = sched.nmspinning.compare_exchange_strong(nobody, 1, memory_order_seq_cst,
                                                       memory_order_seq_cst);
  if (mine) startm(nullptr, true);
}

void resetspinning() {
  getg()->m->spinning = false;
  if (sched.nmspinning.load(memory_order_seq_cst) < 1) fatal("findrunnable: negative nmspinning");
  sched.nmspinning.fetch_sub(1, memory_order_seq_cst);
  wakep();
}

}  // namespace rt
