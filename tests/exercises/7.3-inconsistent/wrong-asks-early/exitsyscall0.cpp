// Reads all that it wants to know before it has the lock: whether sysmon sleeps, too.
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
  bool sleeps = sched.sysmonwait.load(memory_order_relaxed);
  sched.lock.lock();
  P* pp = pidleget();
  if (!pp) globrunqput(gp);
  else if (sleeps) wakesysmon_locked();
  sched.lock.unlock();
  sched.slowexits.fetch_add(1, memory_order_relaxed);
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
