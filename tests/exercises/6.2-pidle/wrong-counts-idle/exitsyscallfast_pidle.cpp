// Wakes sysmon only if all Ps are idle: others take Ps, too, and do not wake it.
#include <exitsyscallfast.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>

namespace rt {

bool exitsyscallfast_pidle() {
  sched.lock.lock();
  bool all = sched.npidle.load(memory_order_seq_cst) == gomaxprocs;
  P* pp = pidleget();
  if (pp && all) wakesysmon_locked();
  sched.lock.unlock();
  if (!pp) return false;
  acquirep(pp);
  return true;
}

}  // namespace rt
