// Exercise 4.2: the pause that a thief makes before it takes the goroutine in runnext, and where it
// makes none.
#include <sync_points.hpp>

#include "theft.hpp"

// The owner's turn comes when the thief pauses.
TEST_CASE("the pause") {
  exercise::judge(
      "victim is Prunning; a thief comes for the one in runnext, which its owner gets next", [] {
        bool first = false;
        sync::Scenario s = {
            .setup =
                [&] {
                  fresh(0, 1);
                  victim->status.store(Prunning, memory_order_relaxed);
                  put(1, true);
                },
            .threads = {{"thief", stealnext}, {"owner", [&] { first = get(victim.get()); }}},
            .check =
                [&] { sync::expect(first, "the thief has taken it from under the owner's hands"); },
            .preemptions = 0};
        auto outcome = sync::explore(s);
        exercise::expect(
            !outcome.failed, "the owner has time to get it",
            outcome.why.substr(0, outcome.why.find('\n')),
            "before it takes a running P's runnext, a thief gives the owner time to run it");
      });
}

// The owner gets it, and leaves others in its ring.
TEST_CASE("the pause, and what it leaves") {
  for (uint64_t left : {1, 2, 3}) {
    exercise::judge(
        "victim is Prunning; while a thief pauses before it takes the one in runnext, the owner "
        "gets "
        "that one, and puts " +
            exercise::show(left) + " into its ring",
        [=] {
          bool some = false;
          sync::Scenario s = {.setup =
                                  [&] {
                                    fresh(0, 1 + left);
                                    victim->status.store(Prunning, memory_order_relaxed);
                                    put(1, true);
                                    some = false;
                                  },
                              .threads = {{"thief",
                                           [&] {
                                             some = runqsteal(mine[0].get(), victim.get(), true);
                                             sync::expect(some, "the thief goes away with nothing");
                                           }},
                                          {"owner",
                                           [&] {
                                             get(victim.get());
                                             for (uint64_t i = 0; i < left; i++) put(2 + i);
                                           }}},
                              .preemptions = 0};
          auto outcome = sync::explore(s);
          exercise::expect(
              !outcome.failed, "the thief gets one from the ring",
              outcome.why.substr(0, outcome.why.find('\n')),
              "whoever came too late looks again: it does not go away with nothing while "
              "there is something to take");
        });
  }
}

// Just before the compare-and-swap the owner is there again.
TEST_CASE("a P that runs again") {
  exercise::judge(
      "victim is Pidle; a thief comes for the one in runnext; then victim runs, and another is "
      "there",
      [] {
        fresh(0, 2);
        victim->status.store(Pidle, memory_order_relaxed);
        put(1, true);
        int before = 0;
        sync::SyncPoints points;
        points.before("p.runnext.cas", [&] {
          victim->status.store(Prunning, memory_order_relaxed);
          victim->runnext.store(gs[1].get(), memory_order_relaxed);
          before = sync::kernelcalls;
        });
        runqsteal(mine[0].get(), victim.get(), true);
        exercise::expect(sync::kernelcalls > before, "the owner has time to get it",
                         "the thief takes it at once",
                         "whether victim is Prunning is a question of the moment at which one was "
                         "found in runnext: ask each time");
      });
}

// The thief goes on without a break: nobody else had a turn meanwhile.
static void nobreak(const char* scenario, uint32_t status, uint64_t ring, const char* rule,
                    bool next = true) {
  exercise::judge(scenario, [=] {
    static bool turn;
    sync::Scenario s = {.setup =
                            [=] {
                              fresh(ring, 1);
                              victim->status.store(status, memory_order_relaxed);
                              if (next) put(ring + 1, true);
                              turn = false;
                            },
                        .threads = {{"thief",
                                     [] {
                                       bool before = turn;
                                       stealnext();
                                       sync::expect(turn == before, "the thief pauses");
                                     }},
                                    {"another", [] { turn = true; }}},
                        .preemptions = 0};
    auto outcome = sync::explore(s);
    exercise::expect(!outcome.failed, "the thief goes on at once",
                     outcome.why.substr(0, outcome.why.find('\n')), rule);
  });
}

TEST_CASE("no pause") {
  constexpr const char* kOnlyRunning =
      "only a P that is Prunning has an owner who is about to run the one in runnext: where there "
      "is none, nobody is given time";
  nobreak("victim is Pidle; a thief comes for the one in runnext", Pidle, 0, kOnlyRunning);
  nobreak("victim is Psyscall; a thief comes for the one in runnext", Psyscall, 0, kOnlyRunning);
  nobreak("victim is Prunning, with two in its ring, and one in runnext", Prunning, 2,
          "the pause is for the one in runnext: what is in the ring is taken at once");
  nobreak("victim is Prunning, and has nobody in its ring or in runnext", Prunning, 0,
          "the pause is for the one in runnext: where there is none, nobody is given time", false);
}
