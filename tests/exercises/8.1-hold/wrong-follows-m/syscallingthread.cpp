// Finds the goroutine as Go does, by p.m and m.curg.
#include <gscan.hpp>
#include <m.hpp>
#include <sched.hpp>
#include <syscallingthread.hpp>

namespace rt {

std::optional<syscallingThread> setBlockOnExitSyscall(P* pp) {
  M* mp = pp->m;
  if (!mp) return {};
  G* gp = mp->curg;
  if (!gp || !castogscanstatus(gp)) return {};
  if (mp->p != pp) {
    casfrom_Gscanstatus(gp);
    return {};
  }
  return syscallingThread{gp, mp, pp};
}

}  // namespace rt
