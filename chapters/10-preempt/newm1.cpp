#include <overflow.hpp>
#include <proc.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <threads.hpp>
#include <trace.hpp>
#include <utility>

namespace rt {

// One critical section: in between, a P that needs a thread would find neither us nor a spare.
void stopspare() {
  M* self = getg()->m;
  sched.lock.lock();
  P* pp = waitingp_locked(self);
  if (!pp) mput(self), checkdead();  // all the others may have fallen asleep
  sched.lock.unlock();
  if (pp) acquirep(pp);
  else sleepm();
}

static void begin() {
  M* self = getg()->m;
  if (P* pp = std::exchange(self->nextp, nullptr)) acquirep(pp);
  else stopspare();
  schedule();
}

// Go 1.21: runtime/proc.go, mstart and mstart1
static void* mstart0(void* argument) {
  auto mp = static_cast<M*>(argument);
  trace_thread(mp->id);
  minit();
  mstart(mp, mp->g0, begin);
  unminit();
  return nullptr;
}

int trynewm1(M* mp) {
  if (int err = newosproc(&mp->thread, mstart0, mp)) return err;
  // run() reads the list when it joins all threads, and this one may have ended by then.
  sched.lock.lock();
  mp->alllink = sched.allm;
  sched.allm = mp;
  sched.lock.unlock();
  return 0;
}

// Go 1.21: runtime/proc.go, newm1
void newm1(M* mp) {
  if (int err = trynewm1(mp)) nothread(err);
}

}  // namespace rt
