// Refuses a later call with the same P: that is not the call that it has seen.
#include <gscan.hpp>
#include <m.hpp>
#include <sched.hpp>
#include <syscallingthread.hpp>

namespace rt {

std::optional<syscallingThread> setBlockOnExitSyscall(P* pp) {
  G* gp = pp->syscallg.load(memory_order_acquire);
  if (!gp || gp->atomicstatus.load(memory_order_relaxed) != Gsyscall) return {};
  uint32_t tick = pp->syscalltick.load(memory_order_relaxed);
  if (!castogscanstatus(gp)) return {};
  M* mp = gp->m;
  if (mp->p != pp || pp->syscalltick.load(memory_order_relaxed) != tick) {
    casfrom_Gscanstatus(gp);
    return {};
  }
  return syscallingThread{gp, mp, pp};
}

}  // namespace rt
