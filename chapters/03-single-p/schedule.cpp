#include <proc.hpp>
#include <runq.hpp>

namespace rt {

// One round. It never returns: it ends on the stack of another goroutine, and the next round starts
// afresh at the bottom of g0 (mcall). With nothing left to run, this thread leaves mstart.
// Go 1.21: runtime/proc.go, schedule
void schedule() {
  if (G* gp = runqget()) execute(gp);
  checkdead();
  gogo(getg());  // getg() is g0: out of mstart
}

}  // namespace rt
