#include <lockosthread.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>

namespace rt {

// sched.lock is held. Every M sleeps; each wakes up without a P and leaves mstart. So do sysmon and
// the template thread.
void finish() {
  sched.done.store(true, memory_order_relaxed);
  wakesysmon_locked();
  stoptemplatethread_locked();
  while (M* mp = mget()) notewakeup(&mp->park);
}

}  // namespace rt
