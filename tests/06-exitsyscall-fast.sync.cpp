// Chapter 6: the branches of exitsyscallfast, each forced by stopping the goroutine between two
// lines and letting "sysmon" do its worst there.
#include "support/goroutines.hpp"

#include <doctest/doctest.h>
#include <entersyscall.hpp>
#include <exitsyscallfast.hpp>
#include <sync_points.hpp>
#include <sysmon.hpp>

using namespace rt;

#if CHAPTER < 8  // only chapters 6 and 7: what decides here is the P's status

// Takes p from its system call, as retake does when it has looked twice. Sysmon itself may be a
// little faster.
static void steal(P* p) {
  uint32_t status = Psyscall;
  if (p->status.compare_exchange_strong(status, Pidle, memory_order_acq_rel,
                                        memory_order_relaxed)) {
    nexttick(p->syscalltick);
    handoffp(p);
  }
}

TEST_CASE("sync points: nobody wanted the P: one compare-and-swap takes it back, and no lock") {
  run_on(1, [] {
    sync::SyncPoints points;
    P* p = getg()->m->p;
    // sysmon takes Ps from calls that last 20 µs. This one may last longer on a busy machine; of a
    // hundred, most do not.
    int kept = 0;
    for (int i = 0; i < 100; i++) {
      int locks = points.hits("sched.lock.cas"), swaps = points.hits("p.status.cas");
      entersyscall();
      exitsyscall();
      if (points.hits("sched.lock.cas") == locks) {
        kept++;
        CHECK(points.hits("p.status.cas") == swaps + 1);
      }
      CHECK(getg()->m->p == p);
    }
    CHECK(kept > 0);
  });
}

TEST_CASE("sync points: a thread without its old P takes no lock to learn that no P is idle") {
  run_on(1, [] {
    sync::SyncPoints points;
    int without = 0;
    for (int i = 0; i < 100; i++) {
      int locks = points.hits("sched.lock.cas");
      CHECK(!exitsyscallfast(nullptr));
      without += points.hits("sched.lock.cas") == locks;
    }
    CHECK(without > 0);  // sysmon, which runs too, takes it now and then
  });
}

TEST_CASE("sync points: sysmon takes the P just before the compare-and-swap: an idle P it is") {
  run_on(2, [] {
    P* p = getg()->m->p;
    sync::SyncPoints points;
    entersyscall();
    int taken = points.hits("sched.npidle.sub");
    points.before("p.status.cas", [p] { steal(p); });
    exitsyscall();
    CHECK(points.hits("sched.npidle.sub") == taken + 1);  // pidleget
    CHECK(getg()->m->p->m == getg()->m);
    CHECK(getg()->m->p->status.load(memory_order_relaxed) == Prunning);
  });
}

TEST_CASE("sync points: a P that was away has another tick, even when the old owner gets it back") {
  run_on(2, [] {
    P* p = getg()->m->p;
    entersyscall();
    M* mp = getg()->m;
    uint32_t before = p->syscalltick.load(memory_order_relaxed);
    CHECK(mp->syscalltick == before);
    steal(p);
    CHECK(p->syscalltick.load(memory_order_relaxed) != before);
    exitsyscall();
  });
}

#endif
