#include <exitsyscallfast.hpp>
#include <spin.hpp>
#include <trace_g.hpp>

namespace rt {

// Go 1.21: runtime/proc.go, exitsyscallfast
bool exitsyscallfast(P* oldp) {
  SysExit how = exitOldp;
  if (!oldp || !exitsyscallfast_oldp(oldp)) {  // [2]
    // [3] A look without the lock first: relaxed, since it only saves a useless attempt.
    if (sched.npidle.load(memory_order_relaxed) == 0 || !exitsyscallfast_pidle()) return false;
    how = exitIdle;
  }
  G* gp = getg();
  nexttick(gp->m->p->fastexits);
  trace(Ev::GoSysExit, gp, how);
  return true;
}

}  // namespace rt
