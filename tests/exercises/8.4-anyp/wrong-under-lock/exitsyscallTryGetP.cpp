// All in one go under the lock, so that nothing changes meanwhile.
#include <exitsyscall.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <syscallingthread.hpp>
#include <sysmon.hpp>

namespace rt {

static P* outofcall(P* pp) {
  auto thread = setBlockOnExitSyscall(pp);
  if (!thread) return nullptr;
  thread->takeP();
  thread->resume();
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
  sched.lock.lock();
  P* pp = pidleget();
  if (pp) wakesysmon_locked();
  int first = oldp ? oldp->id + 1 : 0, others = oldp ? gomaxprocs - 1 : gomaxprocs;
  for (int i = 0; !pp && i < others; i++) pp = outofcall(allp[(first + i) % gomaxprocs]);
  sched.lock.unlock();
  return pp;
}

}  // namespace rt
