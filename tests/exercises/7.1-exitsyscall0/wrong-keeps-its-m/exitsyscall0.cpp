// A locked goroutine is queued without dropg, since it stays on this thread.
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
  if (!mine) dropg();
  sched.lock.lock();
  P* pp = pidleget();
  if (pp) wakesysmon_locked();
  else globrunqput(gp);
  sched.lock.unlock();
  if (pp) {
    acquirep(pp);
    execute(gp);
  }
  if (mine) {
    stoplockedm();
    execute(gp);
  }
  stopm();
  schedule();
}

}  // namespace rt
