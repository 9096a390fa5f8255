#include <fatal.hpp>
#include <preempt.hpp>
#include <runq.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <threads.hpp>
#include <trace_g.hpp>

namespace rt {

// No longer counted. Under the lock: as long as it is counted, others wake nobody. Once the lock is
// free, an M may let its P go idle, and a thread that then makes a goroutine runnable relies on us.
static void notspinning() {
  if (sched.nmspinning.fetch_sub(1, memory_order_seq_cst) <= 0)
    fatal("startm: negative nmspinning");
}

// Nobody is preempted while there is no template thread, nor while a thread begun before there was
// one is still being made (others). In both cases the caller may make a thread (see threads.hpp).
static void newm_self(P* pp, bool spinning) {
  sched.newmHandoff.others++;
  int32_t id = mReserveID();
  sched.lock.unlock();
  newm1(allocm(id, pp, spinning));
  sched.lock.lock();
  sched.newmHandoff.others--;
  sched.lock.unlock();
}

//   [1] an M that sleeps
//   [2] a goroutine that has been preempted: its M sleeps too, and no other M needs to be woken.
//       (The search that the caller promised does not happen, so wakep again)
//   [3] a new M
// Go 1.21: runtime/proc.go, startm. spinning: the caller has counted the M in nmspinning already.
void startm(P* pp, bool spinning) {
  sched.lock.lock();
  if (!pp) {
    pp = pidleget();
    if (!pp) {
      if (spinning) notspinning();
      return sched.lock.unlock();
    }
  }
  if (M* mp = mget()) {  // [1]
    sched.lock.unlock();
    if (mp->spinning || mp->nextp) fatal("startm: m%d is not idle", mp->id);
    mp->spinning = spinning;
    mp->nextp = pp;  // seen by mp after the note: wakeup releases, sleep acquires
    trace(Ev::ThreadWake, pp, nullptr, static_cast<uint32_t>(mp->id));
    notewakeup(&mp->park);
  } else if (G* gp = globrunqgetpreempted()) {  // [2]
    if (spinning) notspinning();
    sched.lock.unlock();
    resumepreempted(gp, pp);
    if (spinning) wakep();
  } else if (sched.newmHandoff.haveTemplateThread) {  // [3]
    newm_locked(pp, spinning);
    sched.lock.unlock();
  } else {
    newm_self(pp, spinning);
  }
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
