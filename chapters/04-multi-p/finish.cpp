#include <sched.hpp>
#include <spin.hpp>

namespace rt {

// sched.lock is held. Every M sleeps; each wakes up without a P and leaves mstart.
void finish() {
  sched.done.store(true, memory_order_relaxed);  // read under the lock
  while (M* mp = mget()) notewakeup(&mp->park);
}

}  // namespace rt
