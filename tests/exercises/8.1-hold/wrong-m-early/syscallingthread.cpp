// Reads gp.m before it holds the goroutine, which may change threads in between.
#include <gscan.hpp>
#include <m.hpp>
#include <sched.hpp>
#include <syscallingthread.hpp>
#include <trace_g.hpp>

namespace rt {

std::optional<syscallingThread> setBlockOnExitSyscall(P* pp) {
  G* gp = pp->syscallg.load(memory_order_acquire);
  if (!gp || gp->atomicstatus.load(memory_order_relaxed) != Gsyscall) return {};
  M* mp = gp->m;
  if (!castogscanstatus(gp)) return {};
  if (mp->p != pp) {
    casfrom_Gscanstatus(gp);
    return {};
  }
  return syscallingThread{gp, mp, pp};
}

// Go 1.27: runtime/proc.go, takeP and releaseP
void syscallingThread::takeP() {
  trace(Ev::GoSysBlock, pp, gp, 0);
  trace(Ev::ProcSteal, pp, nullptr, 0);
  pp->status.store(Pidle, memory_order_relaxed);  // nobody else has it
  pp->m = nullptr;
  mp->p = nullptr;
  nexttick(pp->syscalltick);
}

// Go 1.27: runtime/proc.go, resume
void syscallingThread::resume() { casfrom_Gscanstatus(gp); }

}  // namespace rt
