// Queues the goroutine, and makes it runnable when the lock is free again.
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
  bool locked = false;
  sched.lock.lock();
  P* pp = pidleget();
  if (pp) {
    wakesysmon_locked();
  } else {
    locked = gp->lockedm != nullptr;
    globrunqput(gp);
  }
  sched.lock.unlock();
  casgstatus(gp, Gsyscall, Grunnable);
  dropg();
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
