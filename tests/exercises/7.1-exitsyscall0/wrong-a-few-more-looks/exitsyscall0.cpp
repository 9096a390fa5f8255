// Looks for a P a few more times before it sleeps: a thread that uses a processor without a P.
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
  if (pp) {
    acquirep(pp);
    execute(gp);
  }
  if (mine) {
    stoplockedm();
    execute(gp);
  }
  for (int i = 0; i < 4; i++) {  // a sleep and a wake-up cost more than this
    procyield(30);
    if (sched.npidle.load(memory_order_relaxed) == 0) continue;
    sched.lock.lock();
    pp = pidleget();
    if (pp) wakesysmon_locked();
    sched.lock.unlock();
    if (!pp) continue;
    acquirep(pp);
    schedule();
  }
  stopm();
  schedule();
}

}  // namespace rt
