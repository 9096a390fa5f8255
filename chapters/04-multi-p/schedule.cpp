#include <findnext.hpp>
#include <proc.hpp>
#include <spin.hpp>

namespace rt {

// One round of this thread. Go 1.21: runtime/proc.go, schedule
void schedule() {
  M* mp = getg()->m;
  bool inherit;
  G* gp = findnext(&inherit);
  if (!gp) gogo(mp->g0);  // the run is over: out of mstart
  if (mp->spinning) resetspinning();
  if (!inherit) nexttick(mp->p->schedtick);
  execute(gp);
}

}  // namespace rt
