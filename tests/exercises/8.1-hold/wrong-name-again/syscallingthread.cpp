// Looks once more at the name, not at the P that the goroutine has.
#include <gscan.hpp>
#include <m.hpp>
#include <sched.hpp>
#include <syscallingthread.hpp>

namespace rt {

std::optional<syscallingThread> setBlockOnExitSyscall(P* pp) {
  G* gp = pp->syscallg.load(memory_order_acquire);
  if (!gp || gp->atomicstatus.load(memory_order_relaxed) != Gsyscall) return {};
  if (!castogscanstatus(gp)) return {};
  M* mp = gp->m;
  if (pp->syscallg.load(memory_order_acquire) != gp) {
    casfrom_Gscanstatus(gp);
    return {};
  }
  return syscallingThread{gp, mp, pp};
}

}  // namespace rt
