// Sees that nobody spins, and then exchanges the count for a 1, whatever it is by then.
#include <fatal.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <switch.hpp>

namespace rt {

void wakep() {
  if (sched.npidle.load(memory_order_seq_cst) <= 0) return;
  if (sched.nmspinning.load(memory_order_seq_cst) != 0) return;
  if (sched.nmspinning.exchange(1, memory_order_seq_cst) != 0) return;  // somebody was faster
  startm(nullptr, true);
}

void resetspinning() {
  getg()->m->spinning = false;
  int32_t before = sched.nmspinning.fetch_sub(1, memory_order_seq_cst);
  if (before < 1) fatal("findrunnable: negative nmspinning");
  wakep();
}

}  // namespace rt
