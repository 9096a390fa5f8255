// Looks at the state, and then stores it: two steps.
#include <gscan.hpp>
#include <m.hpp>
#include <sched.hpp>
#include <syscallingthread.hpp>

namespace rt {

std::optional<syscallingThread> setBlockOnExitSyscall(P* pp) {
  G* gp = pp->syscallg.load(memory_order_acquire);
  if (!gp || gp->atomicstatus.load(memory_order_relaxed) != Gsyscall) return {};
  gp->atomicstatus.store(Gscansyscall, memory_order_seq_cst);
  M* mp = gp->m;
  if (mp->p != pp) {
    casfrom_Gscanstatus(gp);
    return {};
  }
  return syscallingThread{gp, mp, pp};
}

}  // namespace rt
