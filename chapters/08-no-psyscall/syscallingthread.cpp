#include <gscan.hpp>
#include <m.hpp>
#include <syscallingthread.hpp>

namespace rt {

//   [1] who     a name that may be old
//   [2] hold    if that goroutine is in a call, it stays there now
//   [3] again   is it in a call with *this* P? Only now can the answer be believed
// If it has come back and is in its next call, we hold that one: as good as the other.
std::optional<syscallingThread> setBlockOnExitSyscall(P* pp) {
  G* gp = pp->syscallg.load(memory_order_acquire);  // [1] a G, but which one [3] will tell
  if (!gp || gp->atomicstatus.load(memory_order_relaxed) != Gsyscall) return {};
  if (!castogscanstatus(gp)) return {};  // [2]
  M* mp = gp->m;
  if (mp->p != pp) {  // [3]
    casfrom_Gscanstatus(gp);
    return {};
  }
  return syscallingThread{gp, mp, pp};
}

}  // namespace rt
