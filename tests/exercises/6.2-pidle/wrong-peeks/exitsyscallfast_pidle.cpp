// Reads the list of idle Ps without its lock: a data race.
#include <exitsyscallfast.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>

namespace rt {

bool exitsyscallfast_pidle() {
  if (sched.pidle == nullptr) return false;
  sched.lock.lock();
  P* pp = pidleget();
  if (pp) wakesysmon_locked();
  sched.lock.unlock();
  if (!pp) return false;
  acquirep(pp);
  return true;
}

}  // namespace rt
