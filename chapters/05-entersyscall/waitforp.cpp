#include <entersyscall.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>

namespace rt {

// Ours, not Go's. The P that this goroutine itself left in Psyscall comes free only when sysmon
// retakes it.
P* waitforp() {
  for (;;) {
    sched.lock.lock();
    P* pp = pidleget();
    if (pp) wakesysmon_locked();  // it may sleep deeply, since all Ps were idle; now one is not
    sched.lock.unlock();
    if (pp) return pp;
    usleep(20);
  }
}

}  // namespace rt
