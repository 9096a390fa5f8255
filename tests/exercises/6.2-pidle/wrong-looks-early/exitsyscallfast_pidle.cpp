// Asks whether sysmon sleeps before it has the lock. It may fall asleep just then.
#include <exitsyscallfast.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>

namespace rt {

bool exitsyscallfast_pidle() {
  bool sleeps = sched.sysmonwait.load(memory_order_relaxed);
  sched.lock.lock();
  P* pp = pidleget();
  if (pp && sleeps) wakesysmon_locked();
  sched.lock.unlock();
  if (!pp) return false;
  acquirep(pp);
  return true;
}

}  // namespace rt
