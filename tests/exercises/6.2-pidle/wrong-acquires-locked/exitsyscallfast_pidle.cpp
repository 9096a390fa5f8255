// Holds the lock for longer than it needs.
#include <exitsyscallfast.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>

namespace rt {

bool exitsyscallfast_pidle() {
  sched.lock.lock();
  P* pp = pidleget();
  if (pp) wakesysmon_locked();
  if (pp) acquirep(pp);
  sched.lock.unlock();
  if (!pp) return false;
  return true;
}

}  // namespace rt
