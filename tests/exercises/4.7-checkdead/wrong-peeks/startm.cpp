// Looks whether an M sleeps before it has the lock.
#include <fatal.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <trace_g.hpp>

namespace rt {

// Lets some M run pp, or an idle P if pp is null. spinning: the caller has counted the M in
// nmspinning already.
void startm(P* pp, bool spinning) {
  bool fresh = sched.midle == nullptr;
  sched.lock.lock();
  if (!pp) {
    pp = pidleget();
    if (!pp) {
      // Before the unlock: as long as it is counted, others wake nobody. With the lock free an M
      // could make its P idle, and somebody who then makes a goroutine runnable would rely on us.
      if (spinning && sched.nmspinning.fetch_sub(1, memory_order_seq_cst) <= 0)
        fatal("startm: negative nmspinning");
      return sched.lock.unlock();
    }
  }
  M* mp = fresh ? nullptr : mget();
  int32_t id = mp ? 0 : mReserveID();
  sched.lock.unlock();
  if (!mp) return newm(id, pp, spinning);
  if (mp->spinning || mp->nextp) fatal("startm: m%d is not idle", mp->id);
  mp->spinning = spinning;
  mp->nextp = pp;  // seen by mp after the note: wakeup releases, sleep acquires
  trace(Ev::ThreadWake, pp, nullptr, static_cast<uint32_t>(mp->id));
  notewakeup(&mp->park);
}

// sched.lock is held.
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
