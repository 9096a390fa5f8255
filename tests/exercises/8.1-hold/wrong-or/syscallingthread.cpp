// Sets the bit whatever the state is, and looks at what it was.
#include <gscan.hpp>
#include <m.hpp>
#include <sched.hpp>
#include <syscallingthread.hpp>

namespace rt {

std::optional<syscallingThread> setBlockOnExitSyscall(P* pp) {
  G* gp = pp->syscallg.load(memory_order_acquire);
  if (!gp) return {};
  uint32_t was = gp->atomicstatus.fetch_or(Gscan, memory_order_acq_rel);
  if (was != Gsyscall) {
    if (!(was & Gscan)) gp->atomicstatus.fetch_and(~Gscan, memory_order_release);
    return {};
  }
  M* mp = gp->m;
  if (mp->p != pp) {
    casfrom_Gscanstatus(gp);
    return {};
  }
  return syscallingThread{gp, mp, pp};
}

}  // namespace rt
