// Looks once more before it sleeps, and runs the goroutine that stands in the queue already.
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
  sched.slowexits.fetch_add(1, memory_order_relaxed);
  if (pp) {
    acquirep(pp);
    execute(gp);
  }
  if (locked) {
    sched.lock.lock();
    pp = pidleget();
    if (pp) wakesysmon_locked();
    sched.lock.unlock();
    if (pp) {
      acquirep(pp);
      execute(gp);
    }
    stoplockedm();
    execute(gp);
  }
  stopm();
  schedule();
}

}  // namespace rt
