#include <exitsyscall.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <syscallingthread.hpp>
#include <sysmon.hpp>

namespace rt {

// Our old P may be in the kernel again, with another goroutine. Nothing is wrong with taking it out
// of there: that goroutine has no use for it before it comes back, and then it does the same.
P* exitsyscallTryGetP(P* oldp) {
  if (oldp) {
    if (auto thread = setBlockOnExitSyscall(oldp)) {
      thread->takeP();
      thread->resume();
      return oldp;
    }
  }
  // A look without the lock first: relaxed, since it only saves a useless attempt.
  if (sched.npidle.load(memory_order_relaxed) == 0) return nullptr;
  sched.lock.lock();
  P* pp = pidleget();
  if (pp) wakesysmon_locked();  // it may be in its deep sleep, since all Ps were idle
  sched.lock.unlock();
  return pp;
}

}  // namespace rt
