#include <lockosthread.hpp>
#include <proc.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>

namespace rt {

// run() joins the thread at the end; until then it just is no longer counted.
// Go 1.21: runtime/proc.go, mexit
void mexit() {
  M* mp = getg()->m;
  handoffp(releasep());
  sched.lock.lock();
  sched.mcount--;
  checkdead();  // perhaps all others sleep
  sched.lock.unlock();
  gogo(mp->g0);  // out of mstart
}

}  // namespace rt
