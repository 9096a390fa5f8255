// Asks when the lock is free whether its P was the first: another thread may have taken one meanwhile.
#include <exitsyscallfast.hpp>
#include <sched.hpp>
#include <allp.hpp>
#include <spin.hpp>
#include <sysmon.hpp>

namespace rt {

bool exitsyscallfast_pidle() {
  sched.lock.lock();
  P* pp = pidleget();
  sched.lock.unlock();
  if (!pp) return false;
  if (sched.npidle.load(memory_order_relaxed) + 1 == gomaxprocs) wakesysmon();
  acquirep(pp);
  return true;
}

}  // namespace rt
