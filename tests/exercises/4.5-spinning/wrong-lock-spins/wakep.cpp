// Takes the lock to find out that an M spins already.
#include <fatal.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <switch.hpp>

namespace rt {

void wakep() {
  if (sched.npidle.load(memory_order_seq_cst) <= 0) return;
  sched.lock.lock();
  int32_t n = sched.nmspinning.load(memory_order_seq_cst);
  if (n == 0) sched.nmspinning.store(1, memory_order_seq_cst);
  sched.lock.unlock();
  if (n == 0) startm(nullptr, true);
}

void resetspinning() {
  getg()->m->spinning = false;
  int32_t before = sched.nmspinning.fetch_sub(1, memory_order_seq_cst);
  if (before < 1) fatal("findrunnable: negative nmspinning");
  wakep();
}

}  // namespace rt
