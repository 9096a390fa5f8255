// What may be done to a thread that is held in its system call.
#include <gscan.hpp>
#include <m.hpp>
#include <sched.hpp>
#include <syscallingthread.hpp>
#include <trace_g.hpp>

namespace rt {

// The P forgets the name: from now on it is in no call, whatever becomes of this goroutine, and
// nobody holds that one again for nothing.
// Go 1.27: runtime/proc.go, takeP and releaseP
void syscallingThread::takeP() {
  trace(Ev::GoSysBlock, pp, gp, 0);
  trace(Ev::ProcSteal, pp, nullptr, 0);
  pp->syscallg.store(nullptr, memory_order_relaxed);
  pp->status.store(Pidle, memory_order_relaxed);  // nobody else has it
  pp->m = nullptr;
  mp->p = nullptr;
  nexttick(pp->syscalltick);
}

// Go 1.27: runtime/proc.go, resume
void syscallingThread::resume() { casfrom_Gscanstatus(gp); }

}  // namespace rt
