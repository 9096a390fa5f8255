#include <entersyscall.hpp>
#include <exitsyscall.hpp>
#include <extend.hpp>
#include <proc.hpp>
#include <spin.hpp>

namespace rt {

static void over(G* gp, P* pp) {
  nexttick(pp->syscalltick);
  gp->syscallsp = 0;
}

// They hold sched.taking while they find out who was first. Once we have had it, m.p tells.
void exitsyscallWanted(G* gp) {
  sched.taking.lock();
  sched.taking.unlock();
  P* pp = gp->m->p;
  if (!pp) return exitsyscallNone(gp);
  casgstatus(gp, Gsyscall, Grunning);  // we were first
  trace(Ev::GoSysExit, gp, exitOldp);
  nexttick(pp->fastexits);
  over(gp, pp);
}

// Chapter 8's way: another P, or a place in the queue.
void exitsyscallNone(G* gp) {
  M* mp = gp->m;
  casgstatus(gp, Gsyscall, Grunning);
  extendGrunningNoP();
  if (P* pp = exitsyscallTryGetP(mp->oldp)) {
    acquirep(pp);
    trace(Ev::GoSysExit, gp, pp == mp->oldp ? exitOldp : exitIdle);
    nexttick(pp->fastexits);
  } else {
    mcall(exitsyscallNoP);  // returns when somebody runs us again, perhaps on another thread:
                            // mp is stale
  }
  over(gp, gp->m->p);
}

}  // namespace rt
