#include <overflow.hpp>
#include <proc.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <trace.hpp>

namespace rt {

// Go 1.21: runtime/proc.go, mstart and mstart1
static void* mstart0(void* argument) {
  auto mp = static_cast<M*>(argument);
  trace_thread(mp->id);
  minit();
  mstart(mp, mp->g0, [] {
    M* self = getg()->m;
    P* pp = self->nextp;
    self->nextp = nullptr;
    acquirep(pp);
    schedule();
  });
  unminit();
  return nullptr;
}

// Go 1.21: runtime/proc.go, newm1
void newm1(M* mp) {
  createthread(&mp->thread, mstart0, mp);
  // run() reads the list when it joins all threads, and it may be that this one has ended by then.
  sched.lock.lock();
  mp->alllink = sched.allm;
  sched.allm = mp;
  sched.lock.unlock();
}

}  // namespace rt
