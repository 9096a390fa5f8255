#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>

namespace rt {

// sched.lock is held. Every M sleeps; each wakes up without a P and leaves mstart. So does sysmon.
void finish() {
  sched.done.store(true, memory_order_relaxed);
  wakesysmon_locked();
  while (M* mp = mget()) notewakeup(&mp->park);
}

}  // namespace rt
