// Exercise 4.7 ★★ (30 minutes, break and mend): an alarm, and nobody is dead
//
// A bug like that of Go issue #40368. A user would report: "My program runs well, but now and
// then it stops, shortly after its start, with
//     fatal error: checkdead: goroutine 1 is running, and nobody runs it
// or with `all goroutines are asleep - deadlock!`, while goroutine 1 computes. If it gets past
// its first milliseconds, it runs for weeks. With GOMAXPROCS=1 it never happens."
//
// Find out how that happens, and mend it. You have startm.cpp, and newm.cpp beside it. Before an
// M goes to sleep, checkdead asks how many are awake: sched.mcount, all Ms there are, less
// sched.nmidle, those that sleep (running.hpp). Both are protected by sched.lock. The rules:
//   - an M is counted, once, and never later than somebody can rely on it: when startm returns,
//     or as soon as the new thread can do anything, whichever comes first. In the same way one
//     that is woken is out of nmidle before it can do anything;
//   - the counts and the lists of Ms change under sched.lock alone. newm takes the lock, too, and
//     is called without;
//   - of several startm at one moment each takes a P of its own and an M of its own, a sleeping one
//     as long as there is one: to look for it and to take it are one step;
//   - a deadlock that is one is still reported, and a program still ends when all goroutines
//     have.
// Why it matters: a check that cries wolf is worse than none. Go has mended this one several
// times.
// Done: make exercise-4.7 says so. Stuck: make hint-4.7
#include <fatal.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <trace_g.hpp>

namespace rt {

// Lets some M run pp, or an idle P if pp is null. spinning: the caller has counted the M in
// nmspinning already.
void startm(P* pp, bool spinning) {
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
  M* mp = mget();
  sched.lock.unlock();
  if (!mp) {
    // Nobody sleeps. The first M that there is has the number 0.
    static Atomic<int32_t, "startm.id"> lastid = 0;
    newm(lastid.fetch_add(1, memory_order_relaxed) + 1, pp, spinning);
    return;
  }
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
