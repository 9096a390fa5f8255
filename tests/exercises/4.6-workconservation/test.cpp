// Exercise 4.6, by hand: what findRunnable takes, and what it counts on the way.
#include "counts.hpp"
#include "hand.hpp"

using namespace rt;
using namespace exercise;

constexpr const char* kRule =
    "findRunnable moves the goroutines that it takes, counts itself if it spins, and nothing else";
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
  bool inherit;
  G* gp = findRunnable(&inherit);
  equal("the goroutine that it found", goid, gp ? gp->goid : 0, kRule);
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
      finds(6, counts);
    });
  }
}

TEST_CASE("the global queue's turn") {
  for (int n : {1, 2, 3}) {
    judge("P0's queue never is empty; goroutines in the global queue: " + show(n), [=] {
      two(false);
      to_global(n);
      int turns = 0;
      for (int left = n; left > 0 && turns < 1000; turns++) {
        bool inherit;
        runqput(allp[0], some(5), false);
        left -= findRunnable(&inherit)->goid >= 1000;
      }
      expect(turns <= 61 * n, "the last one of them runs after " + show(61 * n) + " turns at most",
             "it runs after " + show(turns), kTurn);
    });
  }
}
