// Reads gp.m before it holds the goroutine, which may change threads in between.
#include <gscan.hpp>
#include <m.hpp>
#include <sched.hpp>
#include <syscallingthread.hpp>

namespace rt {

std::optional<syscallingThread> setBlockOnExitSyscall(P* pp) {
  G* gp = pp->syscallg.load(memory_order_acquire);
  if (!gp || gp->atomicstatus.load(memory_order_relaxed) != Gsyscall) return {};
  M* mp = gp->m;
  if (!castogscanstatus(gp)) return {};
  if (mp->p != pp) {
    casfrom_Gscanstatus(gp);
    return {};
  }
  return syscallingThread{gp, mp, pp};
}

}  // namespace rt
