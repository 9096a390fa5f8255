#include <fatal.hpp>
#include <proc.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <trace_g.hpp>

namespace rt {

// Go 1.21: runtime/proc.go, stopm
void stopm() {
  M* mp = getg()->m;
  if (mp->p || mp->spinning) fatal("stopm: m%d holds a P or spins", mp->id);
  sched.lock.lock();
  if (sched.done.load(memory_order_relaxed)) return sched.lock.unlock();
  mput(mp);
  checkdead();  // perhaps we were the last one
  sched.lock.unlock();
  sleepm();
}

void sleepm() {
  M* mp = getg()->m;
  trace(Ev::ThreadStop, nullptr, nullptr, static_cast<uint32_t>(mp->id));
  notesleep(&mp->park);
  noteclear(&mp->park);
  if (P* pp = mp->nextp) {
    mp->nextp = nullptr;
    acquirep(pp);
  }
}

}  // namespace rt
