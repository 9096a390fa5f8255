// Exercise 7.1 ★★★ (40 minutes, rebuild): back from the kernel, and no P
//
// A goroutine has come back from a system call, and its thread found neither oldp nor an idle P.
// So exitsyscall has called mcall(exitsyscall0): we stand on g0, gp is in Gsyscall, and this M has
// no P. A goroutine without a P must not run, so gp and its thread part. What must hold:
//   - a P may have come free since exitsyscallfast looked. Then nobody queues: this thread takes it
//     and runs gp at once (acquirep, execute), and sysmon is awake (wakesysmon_locked, which is for
//     a thread that holds sched.lock). With no P idle, gp is in the global queue (globrunqput). To
//     find no P and to queue must be one step, under sched.lock: or the last P goes idle in
//     between, and nobody looks into the queue again;
//   - as soon as others can find it, gp may be run by whoever takes it out of the queue. So by then
//     it is runnable and belongs to no thread (casgstatus, dropg). And whatever you want to know of
//     it later, gp->lockedm above all, is no longer yours to read;
//   - a thread without a P sleeps, and uses no processor. That of a goroutine that is locked to it
//     sleeps in stoplockedm() until somebody has handed it a P for gp, and then runs gp, and
//     nothing else. Any other sleeps in stopm(), and looks for work when it has a P again
//     (schedule). Nobody pauses or yields before that;
//   - no thread sleeps, and no P becomes a thread's, while sched.lock is held.
// The function never returns; execute and schedule do not either.
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
  sched.slowexits.fetch_add(1, memory_order_relaxed);  // once, whatever becomes of it
  not_done("7.1");
}

}  // namespace rt
