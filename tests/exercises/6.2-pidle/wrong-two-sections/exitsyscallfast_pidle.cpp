// Looks under the lock, and takes under the lock, and in between anybody may have it.
#include <exitsyscallfast.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>

namespace rt {

bool exitsyscallfast_pidle() {
  sched.lock.lock();
  bool none = !sched.pidle;
  sched.lock.unlock();
  if (none) return false;
  sched.lock.lock();
  P* pp = pidleget();
  sched.lock.unlock();
  wakesysmon();
  acquirep(pp);
  return true;
}

}  // namespace rt
