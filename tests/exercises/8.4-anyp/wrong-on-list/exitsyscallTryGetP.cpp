// A P that is Pidle belongs on the list of idle Ps. Whose is it?
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

static P* outofcall(P* pp) {
  auto thread = setBlockOnExitSyscall(pp);
  if (!thread) return nullptr;
  thread->takeP();
  thread->resume();
  sched.lock.lock();
  pidleput(pp);
  sched.lock.unlock();
  return pp;
}

P* exitsyscallTryGetP(P* oldp) {
  if (oldp) {
    if (auto thread = setBlockOnExitSyscall(oldp)) {
      thread->takeP();
      thread->resume();
      return oldp;
    }
  }
  if (P* pp = anidle()) return pp;
  int first = oldp ? oldp->id + 1 : 0, others = oldp ? gomaxprocs - 1 : gomaxprocs;
  for (int i = 0; i < others; i++) {
    if (P* pp = outofcall(allp[(first + i) % gomaxprocs])) return pp;
  }
  return nullptr;
}

}  // namespace rt
