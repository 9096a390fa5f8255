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

// The thread has a goroutine but no P. That is the wrong way round, so they part:
//   [1] gp becomes runnable, and belongs to no thread
//   [2] under the lock once more: is a P idle now? Then nobody has to queue
//   [3] if not, gp goes into the global queue. No M needs to be woken for it: we have just seen
//       that all Ps are busy, and each looks into the global queue before it goes idle
//   [4] the thread sleeps until somebody has a P for it
// After [3] gp belongs to the thread that takes it from the queue, and may run before our next line
// does. So whether it is locked to this thread must be read before.
// Go 1.21: runtime/proc.go, exitsyscall0
void exitsyscall0(G* gp) {
  trace(Ev::GoSysExit, gp, exitQueued);
  casgstatus(gp, Gsyscall, Grunnable);  // [1]
  dropg();
  bool locked = false;
  sched.slowexits.fetch_add(1, memory_order_relaxed);
  sched.lock.lock();
  P* pp = pidleget();  // [2]
  if (pp) {
    wakesysmon_locked();
  } else {
    locked = gp->lockedm != nullptr;
    globrunqput(gp);  // [3]
  }
  sched.lock.unlock();
  if (pp) {
    acquirep(pp);
    nexttick(pp->schedtick);
    execute(gp);
  }
  if (locked) {  // gp can run nowhere else: the thread that finds it in the queue hands us its P
    stoplockedm();
    nexttick(getg()->m->p->schedtick);
    execute(gp);
  }
  stopm();  // [4]
  schedule();
}

}  // namespace rt
