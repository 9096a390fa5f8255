// Tries until it has the P; but that is another thread's now.
#include <exitsyscallfast.hpp>
#include <spin.hpp>
#include <switch.hpp>

namespace rt {

bool exitsyscallfast_oldp(P* oldp) {
  uint32_t status = Psyscall;
  while (!oldp->status.compare_exchange_strong(status, Pidle, memory_order_acq_rel,
                                               memory_order_relaxed))
    status = Psyscall;
  acquirep(oldp);
  bool away = getg()->m->syscalltick != oldp->syscalltick.load(memory_order_relaxed);
  if (away) nexttick(oldp->syscalltick);
  return true;
}

}  // namespace rt
