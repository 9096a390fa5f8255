// The promise counts down itself: so many plain ways back are left of it. Where there is no
// membarrier nothing is ever taken off.
#include <entersyscall.hpp>
#include <exitsyscall.hpp>
#include <extend.hpp>
#include <proc.hpp>
#include <spin.hpp>

namespace rt {

inline constexpr uint32_t kPlain = 8;  // so many plain ways back in a row end a promise

void exitsyscallLong(G* gp) {
  if (gp->ownfence.load(memory_order_relaxed)) fullfence();
  bool wanted = gp->wanted.load(memory_order_relaxed) != (gp->seen & ~1u);
  if (wanted && gp->callp.load(memory_order_relaxed)) {
    sched.taking.lock();
    sched.taking.unlock();
  }
  bool lost = !gp->callp.load(memory_order_acquire);
  uint32_t promise = gp->ownfence.load(memory_order_relaxed);
  if (wanted && lost) promise = kPlain;
  else if (asymmetric && promise) promise--;
  gp->ownfence.store(promise, memory_order_release);
  if (lost) return exitsyscallNone(gp);
  casgstatus(gp, Gsyscall, Grunning);
  trace(Ev::GoSysExit, gp, exitOldp);
}

// Chapter 8's way: another P, or a place in the queue.
void exitsyscallNone(G* gp) {
  M* mp = gp->m;
  casgstatus(gp, Gsyscall, Grunning);
  extendGrunningNoP();
  if (P* pp = exitsyscallTryGetP(mp->oldp)) {
    acquirep(pp);
    return trace(Ev::GoSysExit, gp, pp == mp->oldp ? exitOldp : exitIdle);
  }
  nexttick(gp->queued);
  mcall(exitsyscallNoP);  // returns when somebody runs us again, perhaps on another thread: mp is
                          // stale
}

}  // namespace rt
