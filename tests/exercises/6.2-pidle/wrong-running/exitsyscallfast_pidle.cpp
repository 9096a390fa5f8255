// Makes the goroutine running, which exitsyscall will do.
#include <exitsyscallfast.hpp>
#include <sched.hpp>
#include <switch.hpp>
#include <gstatus.hpp>
#include <spin.hpp>
#include <sysmon.hpp>

namespace rt {

bool exitsyscallfast_pidle() {
  sched.lock.lock();
  P* pp = pidleget();
  sched.lock.unlock();
  if (!pp) return false;
  wakesysmon();
  acquirep(pp); getg()->atomicstatus.store(Grunning, memory_order_release);
  return true;
}

}  // namespace rt
