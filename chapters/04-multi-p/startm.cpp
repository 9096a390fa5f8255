#include <fatal.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <trace_g.hpp>

namespace rt {

// Go 1.21: runtime/proc.go, startm. spinning: the caller has counted the M in nmspinning already.
void startm(P* pp, bool spinning) {
  sched.lock.lock();
  if (!pp) {
    pp = pidleget();
    if (!pp) {
      // Before the unlock: as long as it is counted, others wake nobody. Once the lock is free, an
      // M may let its P go idle, and a thread that then makes a goroutine runnable relies on us.
      if (spinning && sched.nmspinning.fetch_sub(1, memory_order_seq_cst) <= 0)
        fatal("startm: negative nmspinning");
      return sched.lock.unlock();
    }
  }
  M* mp = mget();
  if (!mp) {
    int32_t id = mReserveID();
    sched.lock.unlock();
    newm(id, pp, spinning);
    return;
  }
  sched.lock.unlock();
  if (mp->spinning || mp->nextp) fatal("startm: m%d is not idle", mp->id);
  mp->spinning = spinning;
  mp->nextp = pp;  // seen by mp after the note: wakeup releases, sleep acquires
  trace(Ev::ThreadWake, pp, nullptr, static_cast<uint32_t>(mp->id));
  notewakeup(&mp->park);
}

// Go 1.21: runtime/proc.go, mput and mget. sched.lock is held.
void mput(M* mp) {
  mp->schedlink = sched.midle;
  sched.midle = mp;
  sched.nmidle++;
}

M* mget() {
  M* mp = sched.midle;
  if (mp) {
    sched.midle = mp->schedlink;
    sched.nmidle--;
  }
  return mp;
}

}  // namespace rt
