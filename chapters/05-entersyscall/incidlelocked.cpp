#include <proc.hpp>
#include <sched.hpp>
#include <sysmon.hpp>

namespace rt {

// Go 1.21: runtime/proc.go, incidlelocked
void incidlelocked(int32_t v) {
  sched.lock.lock();
  sched.nmidlelocked += v;
  if (v > 0) checkdead();
  sched.lock.unlock();
}

}  // namespace rt
