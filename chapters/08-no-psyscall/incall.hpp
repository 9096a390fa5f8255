// Is a P's goroutine in a system call? The P itself does not say any more.
#pragma once
#include <g.hpp>
#include <gscan.hpp>
#include <p.hpp>

namespace rt {

// Does it look as if pp's goroutine were in a system call? A hint, and no more: it may be back by
// now. Whoever wants to be sure must hold it (setBlockOnExitSyscall). relaxed: nothing is read by
// this answer.
inline bool incall(P* pp) {
  G* gp = pp->syscallg.load(memory_order_acquire);  // a G that has been made, if there is one
  return gp && (gp->atomicstatus.load(memory_order_relaxed) & ~Gscan) == Gsyscall;
}

}  // namespace rt
