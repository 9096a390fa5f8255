#include <clock.hpp>
#include <exitsyscall.hpp>
#include <entersyscall.hpp>
#include <gstatus.hpp>
#include <lockosthread.hpp>
#include <preempt.hpp>
#include <proc.hpp>
#include <runq.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <trace_g.hpp>

namespace rt {

// Waits for one short slice, and then asks the goroutine that has been computing all that time.
static void again(M* mp) {
  int64_t slice = shortslice();
  if (slice == 0) return;
  int64_t now = nanotime();
  for (int i = 0; i < gomaxprocs; i++) {
    if (allp[i]->since.load(memory_order_relaxed) == 0)
      allp[i]->since.store(now, memory_order_relaxed);
  }
  if (!notetsleep(&mp->park, slice)) giveback(nanotime(), slice);
}

// Chapter 8's, but for [4] to [6].
//   [1] gp becomes runnable, and belongs to no thread
//   [2] under the lock once more: is a P idle now? Then nobody has to queue
//   [3] if not, gp goes into the global queue
//   [4] the thread first joins the list of sleeping threads: so one is there for the P that …
//   [5] … a goroutine that computes is asked to give away
//   [6] it sleeps until another thread has a P for it. If that takes long, it asks again: sysmon
//       may not have looked since the others began to compute
// After [3] gp belongs to the thread that takes it from the queue. So whether it is locked to this
// thread must be read before that.
void exitsyscallNoP(G* gp) {
  trace(Ev::GoSysExit, gp, exitQueued);
  sched.slowexits.fetch_add(1, memory_order_relaxed);
  casgstatus(gp, Grunning, Grunnable);  // [1]
  dropg();
  gp->returned = true;
  sched.lock.lock();
  P* pp = pidleget();  // [2]
  bool locked = !pp && gp->lockedm;
  if (pp) wakesysmon_locked(), gp->returned = false;
  else globrunqput(gp);                 // [3]
  if (!pp && !locked) mput(getg()->m);  // [4]
  sched.lock.unlock();
  if (!pp) giveback(nanotime(), shortslice());  // [5]
  if (!pp && !locked) {
    again(getg()->m);  // [6]
    sleepm();
    schedule();
  }
  if (pp) acquirep(pp);
  else stoplockedm();  // gp runs nowhere else: the thread that finds it in the queue hands us its P
  newslice(getg()->m->p);
  execute(gp);
}

}  // namespace rt
