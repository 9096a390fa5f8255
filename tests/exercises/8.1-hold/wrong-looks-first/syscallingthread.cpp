// Looks at m.p before it holds the goroutine, and not again.
#include <gscan.hpp>
#include <m.hpp>
#include <sched.hpp>
#include <syscallingthread.hpp>

namespace rt {

std::optional<syscallingThread> setBlockOnExitSyscall(P* pp) {
  G* gp = pp->syscallg.load(memory_order_acquire);
  if (!gp || gp->atomicstatus.load(memory_order_acquire) != Gsyscall) return {};
  M* mp = gp->m;
  if (mp->p != pp) return {};
  if (!castogscanstatus(gp)) return {};
  return syscallingThread{gp, mp, pp};
}

}  // namespace rt
