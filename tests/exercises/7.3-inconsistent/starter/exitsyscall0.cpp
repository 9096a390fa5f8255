// Exercise 7.3 ★★ (25 minutes, break and mend): inconsistent locking, Go issue #46524
//
// A user reports: "Our service opens devices, and then calls LockOSThread because the library
// behind them keeps its state in the thread. About once a week, on our busiest machine, it ends
// with
//
//     fatal error: stoplockedm: inconsistent locking
//
// though all our calls of LockOSThread and UnlockOSThread are paired. It always happens shortly
// after a goroutine has come back from a system call. At that moment no goroutine was locked."
// Go itself had this very bug, Go issue #46524. The exitsyscall0 below has it, too. The checker
// shows you a schedule of two threads that ends like that every time. Find out who reads what
// too late, and mend it. What must not change: with a P idle the goroutine goes on at once, whoever
// else waits; one that is locked to its thread runs on that thread and on no other, and its thread
// sleeps in stoplockedm meanwhile; sched.lock is free when a P is acquired and when a thread
// sleeps; and slowexits counts each goroutine that comes back here, once. (Exercise 7.1 has all
// that must hold.)
// Why it matters: to put something into a queue is to give it away. What you read of it afterwards
// may be somebody else's doing, and in C++ the read alone is a data race.
// Done: make exercise-7.3 says so. Stuck: make hint-7.3
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
  sched.lock.lock();
  P* pp = pidleget();
  if (pp) wakesysmon_locked();
  else globrunqput(gp);
  sched.lock.unlock();
  sched.slowexits.fetch_add(1, memory_order_relaxed);
  if (pp) {
    acquirep(pp);
    execute(gp);
  }
  if (gp->lockedm) {
    stoplockedm();
    execute(gp);
  }
  stopm();
  schedule();
}

}  // namespace rt
