// Looks for a P under the lock, and queues under the lock: but not under the same one.
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
  casgstatus(gp, Gsyscall, Grunnable);
  dropg();
  bool locked = gp->lockedm != nullptr;
  sched.lock.lock();
  P* pp = pidleget();
  if (pp) wakesysmon_locked();
  sched.lock.unlock();
  if (!pp) {
    sched.lock.lock();
    globrunqput(gp);
    sched.lock.unlock();
  }
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
