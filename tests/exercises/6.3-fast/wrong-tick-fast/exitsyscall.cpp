// Moves the tick on the short way only.
#include <utility>

#include <exitsyscallfast.hpp>
#include <gstatus.hpp>
#include <spin.hpp>
#include <trace_g.hpp>

namespace rt {

void exitsyscall() {
  G* gp = getg();
  M* mp = gp->m;
  if (!exitsyscallfast(std::exchange(mp->oldp, nullptr))) acquirep(waitforp()); else nexttick(mp->p->syscalltick);
  casgstatus(gp, Gsyscall, Grunning);
  gp->syscallsp = 0;
}

}  // namespace rt
