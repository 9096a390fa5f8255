// Exercise 4.2, in all schedules: the goroutine in runnext.
#include <sync_points.hpp>

#include "theft.hpp"

TEST_CASE("a thief of runnext, and the owner") {
  judged("one in runnext; a thief takes it while the owner gets it, and puts another there",
         {.setup =
              [] {
                fresh(0, 2);
                put(1, true);
              },
          .threads = {{"thief", stealnext}, {"owner", [] { owner(), put(2, true); }}},
          .check = [] { all(); },
          .preemptions = 3},
         "runnext is taken by compare-and-swap: between a look and a store its owner may take it");
}

// Wherever one looks, there is something: 1 in runnext; then 2 there, and 1 in the owner's hand;
// then 2, and 1 in the ring.
TEST_CASE("runnext is gone, and the ring is not empty") {
  exercise::explored(
      world, "one in runnext; a thief wants it while the owner puts another in its place",
      {.setup =
           [] {
             fresh(0, 2);
             put(1, true);
           },
       .threads = {{"thief",
                    [] {
                      G* gp = runqsteal(mine[0].get(), victim.get(), true);
                      sync::expect(gp, "a thief went away with nothing, and there was enough");
                      count(gp);
                    }},
                   {"owner", [] { put(2, true); }}},
       .check = [] { all(); },
       .preemptions = 3},
      "the thief takes one of the two",
      {{"with nothing",
        "if the one in runnext is gone, read all again: another one may be there, and that one in "
        "the ring"},
       {"was got twice", "runnext is taken by compare-and-swap"},
       {"was lost", "runnext is taken by compare-and-swap"}});
}

// The thief has seen it, and at that moment its owner puts another into the ring, and gets it.
TEST_CASE("runnext is gone, and another one came before") {
  exercise::judge(
      "one in runnext; after the thief has seen it the owner puts another into the ring, and gets "
      "it",
      [] {
        fresh(0, 2);
        put(1, true);
        auto owner = [] {
          if (known == 2) return;
          put(2);
          victim->runnext.store(nullptr, memory_order_relaxed);
        };
        sync::SyncPoints points;
        points.before("p.runnext.cas", owner), points.before("p.runnext.exchange", owner);
        G* gp = runqsteal(mine[0].get(), victim.get(), true);
        exercise::expect(gp == gs[1].get(), "the thief takes the one in the ring",
                         gp ? "it takes the one that is gone" : "it goes away with nothing",
                         "if the one in runnext is gone, read all again: there may be one in the "
                         "ring by now");
      });
}

// Whoever comes second finds an empty ring: the one in runnext is his, if he may take it.
TEST_CASE("two thieves, and runnext") {
  constexpr const char* kSwap =
      "victim's head moves by compare-and-swap, and so is runnext emptied: between a look and a "
      "store others may "
      "move it";
  exercise::explored(
      world, "one in the ring, and one in runnext; two thieves come, and stealnext is set",
      {.setup = [] { fresh(1, 1), put(2, true); },
       .threads = {{"thief1",
                    [] {
                      G* gp = runqsteal(mine[0].get(), victim.get(), true);
                      sync::expect(gp, "a thief went away with nothing, and there was one for it");
                      count(gp);
                    }},
                   {"thief2",
                    [] {
                      G* gp = runqsteal(mine[1].get(), victim.get(), true);
                      sync::expect(gp, "a thief went away with nothing, and there was one for it");
                      count(gp);
                    }}},
       .check = [] { all(); },
       .preemptions = 3},
      "each gets one",
      {{"with nothing", "a thief that was too late reads again: there may be more to take"},
       {"was got twice", kSwap},
       {"was lost", kSwap}});
  exercise::explored(
      world, "one in the ring, and one in runnext; two thieves come, and stealnext is false",
      {.setup = [] { fresh(1, 1), put(2, true); },
       .threads = {{"thief1", [] { count(runqsteal(mine[0].get(), victim.get(), false)); }},
                   {"thief2", [] { count(runqsteal(mine[1].get(), victim.get(), false)); }}},
       .check =
           [] {
             sync::expect(got[1] == 1, "nobody has got the one in the ring");
             sync::expect(raw(victim->runnext)->load(), "the one in runnext is gone");
           },
       .preemptions = 3},
      "one of them gets the one in the ring, and the one in runnext stays",
      {{"in the ring", "a thief that was too late reads again"},
       {"is gone",
        "runnext is taken only if stealnext is set, also by a thief that was too late"}});
}

// While the thief waits the owner runs that one, and puts the next there.
TEST_CASE("another one is in runnext after the wait") {
  exercise::judge("one in runnext; while the thief waits, the owner puts another in its place", [] {
    fresh(0, 2);
    put(1, true);
    victim->status.store(Prunning, memory_order_relaxed);
    long before = sync::kernelcalls;
    bool replaced = false;
    auto owner = [&] {
      if (replaced || sync::kernelcalls == before) return;
      replaced = true;
      raw(victim->runnext)->store(gs[1].get());
    };
    sync::SyncPoints points;
    for (const char* op : {"p.runnext.load", "p.runnext.cas", "p.runnext.exchange"})
      points.before(op, [&points, op, owner] {
        points.before(op, owner);
        owner();
      });
    G* gp = runqsteal(mine[0].get(), victim.get(), true);
    exercise::expect(
        gp != gs[1].get() || sync::kernelcalls - before == 2,
        "the owner is given 3 µs for the second one, too", "it is taken at once",
        "each one that you find in a running P's runnext is left to its owner for 3 µs");
  });
}
