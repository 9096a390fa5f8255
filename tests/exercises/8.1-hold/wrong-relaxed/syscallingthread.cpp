// Sets the bit with a relaxed compare-and-swap: on x86 that does no harm.
#include <gscan.hpp>
#include <m.hpp>
#include <sched.hpp>
#include <syscallingthread.hpp>

namespace rt {

std::optional<syscallingThread> setBlockOnExitSyscall(P* pp) {
  G* gp = pp->syscallg.load(memory_order_acquire);
  if (!gp || gp->atomicstatus.load(memory_order_relaxed) != Gsyscall) return {};
  uint32_t status = Gsyscall;
  if (!gp->atomicstatus.compare_exchange_strong(status, Gscansyscall, memory_order_relaxed,
                                                memory_order_relaxed))
    return {};
  M* mp = gp->m;
  if (mp->p != pp) {
    casfrom_Gscanstatus(gp);
    return {};
  }
  return syscallingThread{gp, mp, pp};
}

}  // namespace rt
