// Compares only what a byte holds of the ticks.
#include <exitsyscallfast.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <switch.hpp>

namespace rt {

bool exitsyscallfast_oldp(P* oldp) {
  uint32_t status = Psyscall;
  if (!oldp->status.compare_exchange_strong(status, Pidle, memory_order_acq_rel, memory_order_relaxed))
    return false;
  acquirep(oldp);
  if (static_cast<uint8_t>(getg()->m->syscalltick) != static_cast<uint8_t>(oldp->syscalltick.load(memory_order_seq_cst)))
    nexttick(oldp->syscalltick);
  return true;
}

}  // namespace rt
