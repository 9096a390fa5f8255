// Who; hold; and only then: is it with this P?
#include <gscan.hpp>
#include <m.hpp>
#include <syscallingthread.hpp>

namespace rt {

std::optional<syscallingThread> setBlockOnExitSyscall(P* pp) {
  G* gp = pp->syscallg.load(memory_order_acquire);
  if (!gp || !castogscanstatus(gp)) return {};
  if (gp->m->p == pp) return syscallingThread{gp, gp->m, pp};
  casfrom_Gscanstatus(gp);
  return {};
}

}  // namespace rt
