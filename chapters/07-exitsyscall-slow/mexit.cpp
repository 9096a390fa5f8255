#include <lockosthread.hpp>
#include <proc.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>

namespace rt {

// An M that has ended, taken off the list of all; or null. sched.lock is held.
static M* ended() {
  for (M** link = &sched.allm; *link; link = &(*link)->alllink) {
    M* mp = *link;
    if (mp->ended) return *link = mp->alllink, mp;
  }
  return nullptr;
}

// A thread can't free the stack it stands on. So each thread that ends buries the one that ended
// before it, and run() buries the last: a program may lock and end a million goroutines. Go 1.21:
// runtime/proc.go, mexit; the dead are on sched.freem, and allocm buries them
void mexit() {
  M* mp = getg()->m;
  handoffp(releasep());
  sched.lock.lock();
  M* before = ended();
  mp->ended = true;
  sched.mcount--;
  checkdead();  // perhaps all others sleep
  sched.lock.unlock();
  if (before) {
    pthread_join(before->thread, nullptr);
    delete before->g0;
    delete before;
  }
  gogo(mp->g0);  // out of mstart
}

}  // namespace rt
