// Exercise 8.3, by hand: a thief comes for the one in runnext, and victim's goroutine is in this
// state or in that, or victim names an old one.
#include <clock.hpp>
#include <orders.hpp>
#include <price.hpp>

#include "looks.hpp"

static int writes(sync::SyncPoints& points, const char* object) {
  int n = 0;
  for (const char* op : {".store", ".exchange", ".cas", ".add", ".sub", ".or", ".and"})
    n += points.hits(std::string(object) + op);
  return n;
}

static void look(const Look& l) {
  Scene s(l.pstatus, l.name, l.gstatus, l.between);
  crash_breaks("the thief gets the one in runnext", l.name == nobody ? kNull : kBetween);
  s.victim.runnext.store(nullptr, memory_order_relaxed);
  auto victim = s.bytes(&s.victim, sizeof(P)), mine = s.bytes(&s.mine, s.fields());
  auto g = s.bytes(&s.named, sizeof(G)), m = s.bytes(&s.m, sizeof(M)),
       m2 = s.bytes(&s.m2, sizeof(M));
  s.victim.runnext.store(&s.next, memory_order_relaxed);
  sync::SyncPoints points;
  int calls = sync::kernelcalls, locks = points.hits("sched.lock.exchange");
  int states = writes(points, "g.status"), names = writes(points, "p.syscallg");
  G* gp = runqsteal(&s.mine, &s.victim, true);
  calls = sync::kernelcalls - calls, locks = points.hits("sched.lock.exchange") - locks;

  equal("pauses", l.pauses, calls, l.rule);
  expect(gp == &s.next, "the thief gets the one in runnext", gp ? "it gets another one" : "null",
         "with stealnext, and nobody in the ring, the one in runnext is taken");
  expect(!s.victim.runnext.load(memory_order_relaxed), "runnext = null", "it is still there",
         "whoever is taken is no longer the victim's");
  const char* hint =
      "this is a look, and a hint: the goroutine is not held for it, not for a moment, and nothing "
      "is changed";
  equal("writes to the goroutine's state", 0, writes(points, "g.status") - states, hint);
  equal("writes to victim's syscallg", 0, writes(points, "p.syscallg") - names, hint);
  const char* theirs = "a thief takes the one in runnext, and the rest of victim is its owner's";
  expect(victim == s.bytes(&s.victim, sizeof(P)), "the rest of victim is as it was", "it is not",
         theirs);
  expect(g == s.bytes(&s.named, sizeof(G)) && m == s.bytes(&s.m, sizeof(M)) &&
             m2 == s.bytes(&s.m2, sizeof(M)),
         "goroutines and threads are as they were", "they are not", hint);
  expect(mine == s.bytes(&s.mine, s.fields()), "pp's counters are as they were", "they are not",
         "the one that runs now does not wait in pp's ring as well");
  equal("locks taken", 0, locks, "stealing must not slow down the owner, or others");
}

TEST_CASE("who gets a pause") {
  for (const Look& l : looks) judge(scenario(l), [&] { look(l); });
}

// The same once more. Whatever a thief may not touch lies on pages that nobody may.
TEST_CASE("what is not the thief's") {
  for (const Look& l : looks) {
    judge(scenario(l) + " (what is not its own lies on other pages)", [&] {
      Scene s(l.pstatus, l.name, l.gstatus, l.between);
      const char* m =
          "an M is freed when its thread ends: neither victim's may be touched, nor that of a "
          "goroutine that is not held";
      s.m.give_away("the M that has victim", m), s.m2.give_away("the M of a goroutine", m);
      const char* g =
          "a goroutine that is not yours and is not held says its state, which is atomic: all else "
          "is its thread's";
      s.named.give_away_but(s.named.atomicstatus, "more of the goroutine than atomicstatus", g);
      s.other.give_away("another P", "a thief touches pp and victim, and no other P");
      int calls = sync::kernelcalls;
      runqsteal(&s.mine, &s.victim, true);
      calls = sync::kernelcalls - calls;
      s.m.take_back(), s.m2.take_back(), s.named.take_back(), s.other.take_back();
      equal("pauses", l.pauses, calls, l.rule);
    });
  }
}

TEST_CASE("no pause for anything else") {
  for (uint32_t gstatus : {uint32_t{Grunning}, uint32_t{Gsyscall}, Gscansyscall}) {
    for (bool next : {false, true}) {
      judge(std::string("victim is Prunning, with two in its ring, and ") +
                (next ? "one" : "nobody") + " in runnext",
            [=] {
              Scene s(Prunning, its, gstatus, false);
              G two[2]{};
              s.victim.runnext.store(nullptr, memory_order_relaxed);
              for (G& gp : two) runqput(&s.victim, &gp, false);
              if (next) s.victim.runnext.store(&s.next, memory_order_relaxed);
              int calls = sync::kernelcalls;
              G* gp = runqsteal(&s.mine, &s.victim, true);
              expect(gp == &two[0], "the thief takes the first one in the ring",
                     gp == &s.next ? "it takes the one in runnext" : "it does not",
                     "the ring goes first; runnext is the last resort");
              equal("pauses", 0, sync::kernelcalls - calls, "what is in the ring is taken at once");
            });
    }
    judge("victim is Prunning, and has nobody at all; then one in runnext, and stealnext is false",
          [=] {
            Scene s(Prunning, its, gstatus, false);
            int calls = sync::kernelcalls;
            G* left = runqsteal(&s.mine, &s.victim, false);
            s.victim.runnext.store(nullptr, memory_order_relaxed);
            G* none = runqsteal(&s.mine, &s.victim, true);
            expect(!left && !none, "null", "it takes somebody",
                   "runnext is taken only if stealnext is set and somebody is there");
            equal("pauses", 0, sync::kernelcalls - calls,
                  "where nobody is taken, nobody is given time");
          });
  }
}

// nanosleep sleeps at least as long as it is told to, so none of these is ever too short.
TEST_CASE("how long") {
  judge("a thief comes for the one in runnext, twenty times; victim's goroutine runs", [] {
    int64_t least = INT64_MAX;
    for (int i = 0; i < 20; i++) {
      Scene s(Prunning, its, Grunning, false);
      int64_t start = nanotime();
      runqsteal(&s.mine, &s.victim, true);
      least = std::min(least, nanotime() - start);
    }
    expect(least >= 3000, "each takes 3000 ns at least", "one takes " + show(least) + " ns",
           "the pause is usleep(3): a yield is none if nobody else wants to run");
  });
}

TEST_CASE("the order") {
  judge("a thief comes for the one in runnext, and reads the name in victim->syscallg", [] {
    Scene s(Prunning, its, Gsyscall, false);
    sync::Orders orders;
    runqsteal(&s.mine, &s.victim, true);
    reads(
        orders, "p.syscallg", memory_order_acquire,
        "the name was stored with release, and is read with acquire: without that the G behind it "
        "may not have been made yet, as far as you can see");
  });
}
