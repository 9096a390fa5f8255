// Holds sched.lock until it has asked, and goes to sleep with it.
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
  sched.lock.lock();
  P* pp = pidleget();
  if (pp) wakesysmon_locked();
  else globrunqput(gp);
  sched.slowexits.fetch_add(1, memory_order_relaxed);
  if (pp) {
    sched.lock.unlock();
    acquirep(pp);
    execute(gp);
  }
  if (gp->lockedm) {
    stoplockedm();
    execute(gp);
  }
  sched.lock.unlock();
  stopm();
  schedule();
}

}  // namespace rt
