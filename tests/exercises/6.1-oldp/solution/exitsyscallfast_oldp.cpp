// One compare-and-swap decides who gets it.
#include <exitsyscallfast.hpp>
#include <spin.hpp>
#include <switch.hpp>

namespace rt {

bool exitsyscallfast_oldp(P* oldp) {
  uint32_t status = Psyscall;
  if (!oldp->status.compare_exchange_strong(status, Pidle, memory_order_acquire,
                                            memory_order_relaxed))
    return false;
  acquirep(oldp);
  bool away = getg()->m->syscalltick != oldp->syscalltick.load(memory_order_relaxed);
  if (away) nexttick(oldp->syscalltick);
  return true;
}

}  // namespace rt
