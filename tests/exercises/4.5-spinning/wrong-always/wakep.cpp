// Wakes another M each time, whether one looks already or not.
#include <fatal.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <switch.hpp>

namespace rt {

void wakep() {
  if (sched.npidle.load(memory_order_seq_cst) <= 0) return;
  sched.nmspinning.fetch_add(1, memory_order_seq_cst);
  startm(nullptr, true);
}

void resetspinning() {
  getg()->m->spinning = false;
  int32_t before = sched.nmspinning.fetch_sub(1, memory_order_seq_cst);
  if (before < 1) fatal("findrunnable: negative nmspinning");
  wakep();
}

}  // namespace rt
