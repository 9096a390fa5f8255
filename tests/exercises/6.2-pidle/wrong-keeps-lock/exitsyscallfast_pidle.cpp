// Looks first whether a P is idle at all; so under the lock there is one, or nothing is left to do.
#include <exitsyscallfast.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>

namespace rt {

bool exitsyscallfast_pidle() {
  if (sched.npidle.load(memory_order_relaxed) == 0) return false;
  sched.lock.lock();
  P* pp = pidleget();
  if (!pp) return false;
  wakesysmon_locked();
  sched.lock.unlock();
  acquirep(pp);
  return true;
}

}  // namespace rt
