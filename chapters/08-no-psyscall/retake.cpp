#include <sched.hpp>
#include <syscallingthread.hpp>
#include <sysmon.hpp>
#include <wanted.hpp>

namespace rt {

// Go 1.27: runtime/proc.go, retake
uint32_t retake(int64_t now) {
  uint32_t n = 0;
  for (int i = 0; i < gomaxprocs; i++) {
    P* pp = allp[i];
    if (pp->status.load(memory_order_relaxed) != Prunning) continue;
    if (!wanted(pp, now)) continue;
    auto thread = setBlockOnExitSyscall(pp);
    if (!thread) continue;
    // Until handoffp has found an M, there may be none that counts as running: the M in the system
    // call may come back, find no P and go to sleep, and checkdead would see a deadlock. So pretend
    // that one more is awake, while it can't come back yet. (This takes sched.lock. In Go, somebody
    // may wait for the bit with the lock held, and so the count comes first, at every look. Here
    // nobody does.)
    incidlelocked(-1);
    thread->takeP();
    thread->resume();
    n++;
    nexttick(sched.retakes);
    handoffp(pp);
    incidlelocked(1);
  }
  return n;
}

}  // namespace rt
