// Wakes sysmon, and does not say so: the next one wakes it again.
#include <exitsyscallfast.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>

namespace rt {

bool exitsyscallfast_pidle() {
  sched.lock.lock();
  P* pp = pidleget();
  if (pp && sched.sysmonwait.load(memory_order_relaxed)) notewakeup(&sched.sysmonnote);
  sched.lock.unlock();
  if (!pp) return false;
  acquirep(pp);
  return true;
}

}  // namespace rt
