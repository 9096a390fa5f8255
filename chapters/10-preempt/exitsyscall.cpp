#include <acquirem.hpp>
#include <entersyscall.hpp>
#include <exitsyscall.hpp>
#include <extend.hpp>
#include <foresee.hpp>
#include <proc.hpp>
#include <spin.hpp>

namespace rt {

//   [1] fence   the CPU's, if the taker leaves it to us
//   [2] wanted  perhaps nobody has, and there is only more to do. Else they may be about to find
//               out who was first, and hold sched.taking meanwhile, unless they have taken it
//   [3] g.callp null: taken, or given away by ourselves (acquire: m.p says so, too)
//   [4] foresee what this call tells us about the next one from the same place
//   [5] next    a goroutine that has blocked will block again, and then takers are not rare: a
//               locked instruction here costs less than an interrupt there. (release: a thread that
//               reads this also sees that we are back)
void exitsyscallLong(G* gp) {
  if (gp->ownfence.load(memory_order_relaxed)) fullfence();                 // [1]
  bool wanted = gp->wanted.load(memory_order_relaxed) != (gp->seen & ~1u);  // [2]
  if (wanted && gp->callp.load(memory_order_relaxed)) {
    sched.taking.lock();
    sched.taking.unlock();
  }
  bool lost = !gp->callp.load(memory_order_acquire);  // [3]
  if (gp->foreseen) foreseegiven(gp);                 // [4]
  else if (wanted && lost) foreseelost(gp);
  gp->ownfence.store(!asymmetric || (wanted && lost), memory_order_release);  // [5]
  if (lost) return exitsyscallNone(gp);
  trace(Ev::GoSysExit, gp, exitOldp);  // before a signal may come
  casgstatus(gp, Gsyscall, Grunning);
}

// Chapter 8's way: another P, or a place in the queue. It must not be preempted in the middle of
// acquirep.
void exitsyscallNone(G* gp) {
  acquirem();
  M* mp = gp->m;
  casgstatus(gp, Gsyscall, Grunning);
  extendGrunningNoP();
  if (P* pp = exitsyscallTryGetP(mp->oldp)) {
    acquirep(pp);
    trace(Ev::GoSysExit, gp, pp == mp->oldp ? exitOldp : exitIdle);
    return releasem();
  }
  nexttick(gp->queued);
  releasem();             // without a P there is nothing to take
  mcall(exitsyscallNoP);  // returns when somebody runs us again, perhaps on another thread: mp is
                          // stale
}

}  // namespace rt
