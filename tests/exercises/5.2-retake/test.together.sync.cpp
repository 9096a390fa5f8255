// Exercise 5.2, the moments in which one look takes several Ps: each of them is in sysmon's hands.
// And the one in which it gives back what it has counted.
#include <hand.hpp>
#include <sync_points.hpp>
#include <watched.hpp>

using namespace rt;
using namespace exercise;

static void awake() {
  expect(sched.nmidlelocked < 0, "sched.nmidlelocked = -1",
         "sched.nmidlelocked = " + show(sched.nmidlelocked),
         "each P that is in sysmon's hands counts as one more that is awake, from before its "
         "status changes: the second as well as the first");
}

TEST_CASE("several in one look") {
  judge("p0's and p1's calls last, and a goroutine waits in each queue; p2's has just begun", [] {
    Watched s(4);
    for (int i = 0; i < 2; i++) runqput(allp[i], &s.others[i], false), s.enter(allp[i]);
    s.later(20 * us);
    s.enter(allp[2]);
    sync::SyncPoints points;
    int locks = points.hits("sched.lock.exchange");
    std::function<void()> look = [&] {
      // Whoever wants to fall asleep needs the lock: under it, the order of the two does not show.
      if (locked()) {
        points.before("sched.lock.exchange", awake);
      } else {
        awake();
        expect(points.hits("sched.lock.exchange") > locks,
               "sched.lock was held when nmidlelocked moved", "it was not",
               "nmidlelocked is protected by sched.lock: incidlelocked takes it");
      }
      locks = points.hits("sched.lock.exchange");
      points.before("p.status.cas", look);
      points.before("sched.handoffs.add", awake);
    };
    points.before("p.status.cas", look);
    uint32_t n = s.later(20 * us);
    equal("retake", 2u, n, "retake returns how many Ps it took, not whether it took one");
    equal("sched.nmidlelocked", 0, sched.nmidlelocked,
          "what was taken from nmidlelocked is given back, in any case: or no deadlock is ever "
          "found again");
  });
}

// With all Ms asleep and no goroutine left, checkdead ends the run.
TEST_CASE("the count is given back") {
  judge(
      "p0's call has lasted for 10 ms, and nobody needs p0; meanwhile all Ms have fallen asleep",
      [] {
        Watched s(2);
        allp[1]->status.store(Pidle, memory_order_relaxed);
        s.idle(allp[1]);
        s.enter(allp[0]);
        s.later(20 * us);
        sched.mcount = sched.nmidle;
        sync::SyncPoints points;
        points.before("sched.done.store", [] {
          expect(
              locked(), "sched.lock is held while it looks for a deadlock", "nobody holds it",
              "who gives the count back looks for a deadlock in the same section, as incidlelocked "
              "does: without the lock others come and go meanwhile, and what it counts was never "
              "so");
        });
        s.later(10 * ms);
        expect(sched.done.load(memory_order_relaxed), "the run is over: nobody is awake",
               "nobody looks",
               "who gives the count back looks for a deadlock: the last M may have gone to sleep "
               "meanwhile, and relied on the one more that is awake");
      });
}
