#include <exitsyscall.hpp>
#include <incall.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <take.hpp>

namespace rt {

// Our old P may be in the kernel again, with another goroutine. Then we do to that one what was
// done to us. If its thread sleeps there, the fence does not disturb it.
static bool retaken(P* oldp) {
  if (!oldp || !incall(oldp)) return false;
  Taking taking;
  if (!taking.want(oldp)) return false;
  taking.fence();
  return taking.take(oldp);
}

P* exitsyscallTryGetP(P* oldp) {
  if (retaken(oldp)) return oldp;
  // A look without the lock first: relaxed, since it only saves a useless attempt.
  if (sched.npidle.load(memory_order_relaxed) == 0) return nullptr;
  sched.lock.lock();
  P* pp = pidleget();
  if (pp) wakesysmon_locked();  // it may be in its deep sleep, since all Ps were idle
  sched.lock.unlock();
  return pp;
}

}  // namespace rt
