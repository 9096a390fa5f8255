// Believes the name: whoever is in a call is in a call with this P.
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
  return syscallingThread{gp, mp, pp};
}

}  // namespace rt
