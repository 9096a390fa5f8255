#include <entersyscall.hpp>
#include <spin.hpp>
#include <sched.hpp>

namespace rt {

// Ours, not Go's. The P that this goroutine itself left in Psyscall comes free only when sysmon
// retakes it.
P* waitforp() {
  for (;;) {
    sched.lock.lock();
    P* pp = pidleget();
    sched.lock.unlock();
    if (pp) return pp;
    usleep(20);
  }
}

}  // namespace rt
