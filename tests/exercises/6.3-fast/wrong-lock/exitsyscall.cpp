// Takes sched.lock on the short way.
#include <utility>

#include <exitsyscallfast.hpp>
#include <gstatus.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <trace_g.hpp>

namespace rt {

void exitsyscall() {
  G* gp = getg();
  M* mp = gp->m;
  if (!exitsyscallfast(std::exchange(mp->oldp, nullptr))) acquirep(waitforp());
  sched.lock.lock(); sched.lock.unlock(); nexttick(mp->p->syscalltick);
  casgstatus(gp, Gsyscall, Grunning);
  gp->syscallsp = 0;
}

}  // namespace rt
