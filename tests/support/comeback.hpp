// For test.sync.cpp in chapter 5: a world in which goroutines come back from the kernel as those of
// chapter 7 do, whatever the chapter. Chapter 5's own way back polls, so its threads never go to
// sleep; in Go's they do.
#pragma once
#include <entersyscall.hpp>
#include <world.hpp>

namespace exercise {

// On g0. No P is idle: the goroutine waits in the global queue, and its thread sleeps.
inline void comeback0(rt::G* gp) {
  rt::casgstatus(gp, rt::Gsyscall, rt::Grunning);
  rt::casgstatus(gp, rt::Grunning, rt::Grunnable);
  rt::dropg();
  rt::sched.lock.lock();
  rt::P* pp = rt::pidleget();
  if (!pp) rt::globrunqput(gp);
  rt::sched.lock.unlock();
  if (pp) {
    rt::acquirep(pp);
    rt::execute(gp);
  }
  rt::stopm();
  rt::schedule();
}

// Instead of exitsyscall: the old P if it lies where it was left, else an idle one, else a place in
// the queue.
inline void comeback() {
  rt::G* gp = rt::getg();
  rt::P* oldp = gp->m->oldp;
  gp->m->oldp = nullptr;
  uint32_t status = rt::Psyscall;
  if (oldp && oldp->status.compare_exchange_strong(status, rt::Pidle, rt::memory_order_acq_rel,
                                                   rt::memory_order_relaxed)) {
    rt::acquirep(oldp);
    rt::casgstatus(gp, rt::Gsyscall, rt::Grunning);
  } else {
    rt::mcall(comeback0);
  }
  rt::nexttick(rt::getg()->m->p->syscalltick);
  gp->syscallsp = 0;
}

// The Ms that have been made are all there are: checkdead counts them. Call it when the goroutines
// are there, too; each ends by returning, and the last M to find nothing ends the run.
inline void counted(rt::sync::World& world) {
  rt::sched.mcount = static_cast<int32_t>(world.ms.size());
  rt::sched.allgs = nullptr;
  for (auto& gp : world.gs) gp->alllink = rt::sched.allgs, rt::sched.allgs = gp.get();
}

}  // namespace exercise
