#include <exitsyscall.hpp>
#include <entersyscall.hpp>
#include <gstatus.hpp>
#include <lockosthread.hpp>
#include <proc.hpp>
#include <runq.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

// Chapter 7's exitsyscall0, but for [1]: the goroutine comes here running.
//   [1] gp becomes runnable, and belongs to no thread
//   [2] under the lock once more: is a P idle now? Then nobody has to queue
//   [3] if not, gp goes into the global queue
//   [4] the thread sleeps until somebody has a P for it
// After [3] gp belongs to the thread that takes it from the queue. So whether it is locked to this
// thread must be read before.
void exitsyscallNoP(G* gp) {
  trace(Ev::GoSysExit, gp, exitQueued);
  sched.slowexits.fetch_add(1, memory_order_relaxed);
  casgstatus(gp, Grunning, Grunnable);  // [1]
  dropg();
  sched.lock.lock();
  P* pp = pidleget();  // [2]
  bool locked = !pp && gp->lockedm;
  if (pp) wakesysmon_locked();
  else globrunqput(gp);  // [3]
  sched.lock.unlock();
  if (!pp && !locked) {
    stopm();  // [4]
    schedule();
  }
  if (pp) acquirep(pp);
  else stoplockedm();  // gp runs nowhere else: the thread that finds it in the queue hands us its P
  nexttick(getg()->m->p->schedtick);
  execute(gp);
}

}  // namespace rt
