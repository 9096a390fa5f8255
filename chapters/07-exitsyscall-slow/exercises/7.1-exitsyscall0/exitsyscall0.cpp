// Exercise 7.1 ★★★ (40 minutes, rebuild): back from the kernel, and no P
//
// A goroutine has come back from a system call, and its thread found neither oldp nor an idle P.
// So exitsyscall has called mcall(exitsyscall0): we stand on g0, gp is in Gsyscall, and this M has
// no P. A goroutine without a P must not run, so gp and its thread part. Write exitsyscall0:
//   - gp becomes runnable (casgstatus), and belongs to no thread any more (dropg), both before
//     anybody else can find it;
//   - under sched.lock, look once more for an idle P (pidleget): one may have come free since
//     exitsyscallfast has looked. If there is one, wake sysmon (wakesysmon_locked); if there is
//     none, gp goes into the global queue (globrunqput);
//   - from the moment in which the lock is free again, a gp in the queue belongs to whoever takes
//     it out. So what you want to know of gp afterwards (is it locked to this thread: is
//     gp->lockedm not null?) you must read before;
//   - then, without the lock:
//       with a P             it becomes this thread's (acquirep), which runs gp at once (execute);
//       queued, locked       gp can run on no other thread. stoplockedm() sleeps until whoever
//                            finds gp in the queue has handed us a P for it; then execute(gp);
//       queued, not locked   this thread sleeps like any other, stopm(). When it wakes up it has a
//                            P, and looks for work, schedule().
// The function never returns. execute and schedule do not either.
// Why it matters: this is where "more goroutines in the kernel than Ps" ends well. Each line in a
// wrong place loses a goroutine, or runs it twice, and only under load.
// Done: make exercise-7.1 says so. Stuck: make hint-7.1
#include <entersyscall.hpp>
#include <exitsyscall0.hpp>
#include <gstatus.hpp>
#include <lockosthread.hpp>
#include <not_done.hpp>
#include <proc.hpp>
#include <runq.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

void exitsyscall0(G* gp) {
  trace(Ev::GoSysExit, gp, exitQueued);
  sched.slowexits.fetch_add(1, memory_order_relaxed);
  not_done("7.1");
}

}  // namespace rt
