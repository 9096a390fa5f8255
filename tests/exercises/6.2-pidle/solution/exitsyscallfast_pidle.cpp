// Under the lock the list, after it the rest: with the P in hand, nobody falls asleep unseen.
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
  acquirep(pp);
  return true;
}

}  // namespace rt
