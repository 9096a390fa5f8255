// Moves the tick, which exitsyscall will do.
#include <exitsyscallfast.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>

namespace rt {

bool exitsyscallfast_pidle() {
  sched.lock.lock();
  P* pp = pidleget();
  sched.lock.unlock();
  if (!pp) return false;
  wakesysmon();
  acquirep(pp); nexttick(pp->syscalltick);
  return true;
}

}  // namespace rt
