// Takes sched.lock, which all Ps fight for.
#include <exitsyscallfast.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <switch.hpp>

namespace rt {

bool exitsyscallfast_oldp(P* oldp) {
  sched.lock.lock(); sched.lock.unlock(); uint32_t status = Psyscall;
  if (!oldp->status.compare_exchange_strong(status, Pidle, memory_order_acq_rel,
                                            memory_order_relaxed))
    return false;
  acquirep(oldp);
  bool away = getg()->m->syscalltick != oldp->syscalltick.load(memory_order_relaxed);
  if (away) nexttick(oldp->syscalltick);
  return true;
}

}  // namespace rt
