// Asks for an idle P again after it has counted, and takes back what others have relied on.
#include <fatal.hpp>
#include <runq.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <switch.hpp>

namespace rt {

void wakep() {
  if (sched.npidle.load(memory_order_seq_cst) == 0) return;
  if (sched.nmspinning.load(memory_order_seq_cst) != 0) return;
  int32_t none = 0;
  if (!sched.nmspinning.compare_exchange_strong(none, 1, memory_order_seq_cst, memory_order_seq_cst))
    return;
  if (sched.npidle.load(memory_order_seq_cst) == 0) {
    sched.nmspinning.fetch_sub(1, memory_order_seq_cst);
    return;
  }
  startm(nullptr, true);
}

void resetspinning() {
  M* mp = getg()->m;
  mp->spinning = false;
  if (sched.nmspinning.fetch_sub(1, memory_order_seq_cst) <= 0)
    fatal("findrunnable: negative nmspinning");
  wakep();
}

}  // namespace rt
