// Takes the P, and lets sysmon sleep on.
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
  acquirep(pp);
  return true;
}

}  // namespace rt
