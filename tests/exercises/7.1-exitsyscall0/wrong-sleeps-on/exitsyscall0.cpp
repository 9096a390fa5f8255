// Sleeps until it has a P: when the run is over there is none.
#include <entersyscall.hpp>
#include <exitsyscall0.hpp>
#include <gstatus.hpp>
#include <lockosthread.hpp>
#include <proc.hpp>
#include <runq.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

void exitsyscall0(G* gp) {
  trace(Ev::GoSysExit, gp, exitQueued);
  sched.slowexits.fetch_add(1, memory_order_relaxed);
  bool mine = gp->lockedm != nullptr;
  casgstatus(gp, Gsyscall, Grunnable);
  dropg();
  sched.lock.lock();
  P* pp = pidleget();
  if (pp) wakesysmon_locked();
  else globrunqput(gp);
  sched.lock.unlock();
  if (pp) acquirep(pp);
  else if (mine) stoplockedm();
  else {
    do stopm();
    while (!getg()->m->p);  // schedule needs one
    schedule();
  }
  execute(gp);
}

}  // namespace rt
