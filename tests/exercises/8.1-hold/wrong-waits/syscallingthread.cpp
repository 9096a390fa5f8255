// Waits as long as another thread holds the goroutine.
#include <gscan.hpp>
#include <m.hpp>
#include <sched.hpp>
#include <syscallingthread.hpp>

namespace rt {

std::optional<syscallingThread> setBlockOnExitSyscall(P* pp) {
  G* gp = pp->syscallg.load(memory_order_acquire);
  if (!gp) return {};
  while (!castogscanstatus(gp))
    if (gp->atomicstatus.load(memory_order_relaxed) != Gscansyscall) return {};
  M* mp = gp->m;
  if (mp->p != pp) {
    casfrom_Gscanstatus(gp);
    return {};
  }
  return syscallingThread{gp, mp, pp};
}

}  // namespace rt
