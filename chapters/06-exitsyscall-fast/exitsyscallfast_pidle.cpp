#include <exitsyscallfast.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>

namespace rt {

// sysmon may be in its deep sleep, since all Ps were idle. Now one is not.
// Go 1.21: runtime/proc.go, exitsyscallfast_pidle
bool exitsyscallfast_pidle() {
  sched.lock.lock();
  P* pp = pidleget();
  if (pp) wakesysmon_locked();
  sched.lock.unlock();
  if (!pp) return false;
  acquirep(pp);
  return true;
}

}  // namespace rt
