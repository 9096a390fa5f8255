// Trusts that nobody else looks for a P just now.
#include <exitsyscallfast.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>

namespace rt {

bool exitsyscallfast_pidle() {
  P* pp = pidleget();
  if (pp) wakesysmon();
  if (!pp) return false;
  acquirep(pp);
  return true;
}

}  // namespace rt
