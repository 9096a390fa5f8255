// Queues at once: exitsyscallfast has just seen that no P is idle. One may have come free since.
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
  globrunqput(gp);
  sched.lock.unlock();
  if (locked) {
    stoplockedm();
    execute(gp);
  }
  stopm();
  schedule();
}

}  // namespace rt
