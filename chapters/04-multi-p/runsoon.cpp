#include <runq.hpp>
#include <spin.hpp>
#include <switch.hpp>

namespace rt {

void runsoon(G* gp) {
  runqput(getg()->m->p, gp, true);
  wakep();
}

// Go's Gosched goes through the global queue and its lock. Ours takes the way of Go's goyield: the
// end of this P's own queue, where the 61st tick keeps the global one from starving. It saves two
// locks a turn.
void runlater(G* gp) { runqput(getg()->m->p, gp, false); }

}  // namespace rt
