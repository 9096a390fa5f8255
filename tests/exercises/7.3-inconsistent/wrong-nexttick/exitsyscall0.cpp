// Counts it as a P counts its ticks.
#include <allp.hpp>
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
  casgstatus(gp, Gsyscall, Grunnable);
  dropg();
  bool locked = gp->lockedm != nullptr;
  sched.lock.lock();
  P* pp = pidleget();
  if (pp) wakesysmon_locked();
  else globrunqput(gp);
  sched.lock.unlock();
  nexttick(sched.slowexits);
  if (pp) {
    acquirep(pp);
    execute(gp);
  }
  if (locked) {
    stoplockedm();
    execute(gp);
  }
  stopm();
  schedule();
}

}  // namespace rt
