// Looks, and then stores. Between the two sysmon may have taken the P.
#include <exitsyscallfast.hpp>
#include <spin.hpp>
#include <switch.hpp>

namespace rt {

bool exitsyscallfast_oldp(P* oldp) {
  if (oldp->status.load(memory_order_acquire) != Psyscall) return false;
  oldp->status.store(Pidle, memory_order_release);
  acquirep(oldp);
  if (getg()->m->syscalltick != oldp->syscalltick.load(memory_order_relaxed))
    nexttick(oldp->syscalltick);
  return true;
}

}  // namespace rt
