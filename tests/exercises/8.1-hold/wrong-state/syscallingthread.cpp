// Lets go of the wrong goroutine into the wrong state.
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
  if (mp->p != pp) {
    gp->atomicstatus.store(Grunning, memory_order_release);
    return {};
  }
  return syscallingThread{gp, mp, pp};
}

}  // namespace rt
