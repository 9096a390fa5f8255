// Lets others run when oldp is gone: a call of the kernel on the short way.
#include <exitsyscallfast.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <switch.hpp>
#include <yield.hpp>

namespace rt {

bool exitsyscallfast_oldp(P* oldp) {
  uint32_t status = Psyscall;
  if (!oldp->status.compare_exchange_strong(status, Pidle, memory_order_acq_rel, memory_order_relaxed))
    return osyield(), false;
  acquirep(oldp);
  if (getg()->m->syscalltick != oldp->syscalltick.load(memory_order_relaxed))
    nexttick(oldp->syscalltick);
  return true;
}

}  // namespace rt
