// Exercise 4.6, by hand: what findRunnable takes, and what it counts on the way.
#include <sync_points.hpp>

#include "counts.hpp"
#include "hand.hpp"

using namespace rt;
using namespace exercise;

constexpr const char* kRule =
    "findRunnable moves the goroutines that it takes, counts itself if it spins, and nothing else";
constexpr const char* kSlice =
    "only the one from runnext goes on with the time slice of the one before: for all others "
    "*inherit is false";
constexpr const char* kTurn = "every 61st turn on a P is the global queue's, however busy the P is";

// This thread is an M with P0, which has nothing to do; P1 has another one.
static M* two(bool spins) {
  byhand(2);
  M* mp = newthread(1);
  setg(mp->g0);
  busy(allp[0], mp), busy(allp[1], newthread(2));
  mp->spinning = spins;
  sched.nmspinning.store(spins, memory_order_relaxed);
  return mp;
}
static G* some(uint64_t goid) {
  G* gp = new G{};
  gp->goid = goid;
  gp->atomicstatus.store(Grunnable, memory_order_relaxed);
  return gp;
}
static void to_global(int n) {
  for (int i = 0; i < n; i++) globrunqput(some(1000 + static_cast<uint64_t>(i)));
}
static void finds(uint64_t goid, Counts& counts) {
  bool inherit = true;
  G* gp = findRunnable(&inherit);
  equal("the goroutine that it found", goid, gp ? gp->goid : 0, kRule);
  equal("*inherit", false, inherit, kSlice);
  equal("sched.nmspinning", int32_t{getg()->m->spinning},
        sched.nmspinning.load(memory_order_relaxed), "an M that spins is counted, and no other");
  counts.leaves("sched.nmspinning").rest(kRule);
}

TEST_CASE("what it takes") {
  for (bool spins : {false, true}) {
    std::string who = spins ? "an M that spins" : "an M that does not spin";
    judge(who + " has a goroutine in its own queue", [=] {
      two(spins);
      runqput(allp[0], some(5), false);
      Counts counts;
      finds(5, counts.moves("goroutines in p0's queue", -1));
    });
    judge(who + " has nothing, and one goroutine is in the global queue", [=] {
      two(spins);
      to_global(1);
      Counts counts;
      finds(1000, counts.moves("sched.runqsize", -1));
    });
    judge(who + " has nothing, and four goroutines are in P1's queue", [=] {
      two(spins);
      for (uint64_t i = 0; i < 4; i++) runqput(allp[1], some(5 + i), false);
      Counts counts;
      counts.moves("goroutines in p1's queue", -2).moves("goroutines in p0's queue", 1);
      int looking = -1;
      sync::SyncPoints points;
      points.before("p.runqhead.cas", [&] { looking = raw(sched.nmspinning)->load(); });
      finds(6, counts);
      equal("sched.nmspinning, while it steals", 1, looking,
            "an M is counted as long as it looks for work: by that all others know how many do");
    });
  }
  judge("an M that spins, and that nobody has counted, finds nothing", [] {
    Child c = child([] {
      two(true);
      sched.nmspinning.store(0, memory_order_relaxed);
      sched.done.store(true, memory_order_relaxed);  // stopm returns at once
      bool inherit;
      findRunnable(&inherit);
    });
    expect(contains(c.err, "negative nmspinning"), "fatal error: findrunnable: negative nmspinning",
           c.status == 0 ? "nothing was said" : "status " + show(c.status),
           "a count that is wrong is noticed where it goes wrong");
  });
}

static void turns(uint32_t waiting, int n) {
  judge(show(waiting) +
            " goroutines or more are in P0's queue all the time; in the global queue: " + show(n),
        [=] {
          two(false);
          to_global(n);
          loop_breaks("those in the global queue get their turns",
                      "what comes from the global queue on its turn runs at once: it does not go "
                      "into the ring, which may be full");
          int count = 0;
          for (int left = n; left > 0 && count < 1000; count++) {
            P* pp = allp[0];
            while (raw(pp->runqtail)->load() - raw(pp->runqhead)->load() < waiting)
              runqput(pp, some(5), false);
            bool inherit = true;
            left -= findRunnable(&inherit)->goid >= 1000;
            equal("*inherit", false, inherit, kSlice);
          }
          expect(count <= 61 * n, "the last one of them runs after " + show(61 * n) + " turns",
                 "it runs after " + show(count), kTurn);
        });
}
TEST_CASE("the global queue's turn") {
  for (int n : {1, 2, 3}) turns(1, n), turns(kRunqSize, n);
}
