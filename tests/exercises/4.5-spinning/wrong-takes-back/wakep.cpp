// Counts itself first, and takes the count back if another was counted already.
#include <fatal.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <switch.hpp>

namespace rt {

void wakep() {
  auto& looking = sched.nmspinning;
  if (sched.npidle.load(memory_order_seq_cst) == 0) return;
  if (looking.load(memory_order_seq_cst) > 0) return;  // cheaper than a CAS that fails
  if (looking.fetch_add(1, memory_order_seq_cst) != 0) looking.fetch_sub(1, memory_order_seq_cst);
  else startm(nullptr, true);
}

void resetspinning() {
  getg()->m->spinning = false;
  int32_t const before = sched.nmspinning.fetch_sub(1, memory_order_seq_cst);
  if (before < 1) fatal("findrunnable: negative nmspinning");
  wakep();
}

}  // namespace rt
