#include <exitsyscall.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <syscallingthread.hpp>
#include <sysmon.hpp>

namespace rt {

static P* anidle() {
  // A look without the lock first: relaxed, since it only saves a useless attempt.
  if (sched.npidle.load(memory_order_relaxed) == 0) return nullptr;
  sched.lock.lock();
  P* pp = pidleget();
  if (pp) wakesysmon_locked();  // it may be in its deep sleep, since all Ps were idle
  sched.lock.unlock();
  return pp;
}

// pp, if its goroutine is in a call and can be held.
static P* outofcall(P* pp) {
  auto thread = setBlockOnExitSyscall(pp);
  if (!thread) return nullptr;
  thread->takeP();
  thread->resume();
  return pp;
}

// oldp, an idle one, and then the others in turn, from the one after oldp on. setBlockOnExitSyscall
// looks at the goroutine's state before it tries to hold it, so that nobody who runs notices.
P* exitsyscallTryGetP(P* oldp) {
  if (oldp && outofcall(oldp)) return oldp;
  if (P* pp = anidle()) return pp;
  int first = oldp ? oldp->id + 1 : 0, others = gomaxprocs - (oldp ? 1 : 0);
  for (int i = 0; i < others; i++) {
    if (P* pp = outofcall(allp[(first + i) % gomaxprocs])) return pp;
  }
  return nullptr;
}

}  // namespace rt
