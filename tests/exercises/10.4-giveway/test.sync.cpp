// Exercise 10.4: what it costs, and what the owners of Ps do meanwhile.
#include <computes.hpp>
#include <explored.hpp>
#include <price.hpp>

#include "computing.hpp"

using namespace rt;
using namespace exercise;

static const char* const kOnce =
    "its owner may begin the next slice between two reads of p.since: the second one is of another "
    "slice, or 0, which is no time";

TEST_CASE("the price") {
  judge("three Ps; goroutines wait; nobody's slice is over", [] {
    computing(3, 10 * ms, 200 * us);
    for (int i = 0; i < 3; i++) is(i, {.since = 100 * us});
    is(1, {.since = 20 * ms, .in = true});
    waits(1, 1, true);
    sync::SyncPoints points;
    Price price(points);
    for (int i = 0; i < 3; i++) giveway(allp[i], exercise::now);
    giveback(exercise::now, 200 * us);
    price.nothing("a look that asks nobody");
  });
}

TEST_CASE("a new slice meanwhile") {
  for (bool back : {false, true}) {
    judge(std::string(back ? "giveback" : "giveway") +
              ": a P's goroutine has just come; its owner begins another slice before the second "
              "read of p.since, if there is one",
          [=] {
            computing(1, 10 * ms, 200 * us);
            is(0, {.since = 100 * us}), allp[0]->asked.store(0, relaxed);
            waits(0, 1, true);
            sync::SyncPoints points;
            points.before(
                "p.since.load", [] { newslice(allp[0]); }, 2);
            if (back) giveback(exercise::now, 200 * us);
            else giveway(allp[0], exercise::now);
            expect(!signalled(), "nobody is asked", "the goroutine is asked", kOnce);
          });
  }
}

// In all schedules: whoever reads what is not Atomic has a data race with the owner.
static void reset() {
  begun(1, 2);
  sched.slice.store(10 * ms, memory_order_relaxed);
  sched.shortslice.store(200 * us, memory_order_relaxed);
}

TEST_CASE("schedules") {
  exercise::explored(world,
                     "two goroutines make a call each, and compute, on one P; sysmon looks twice",
                     {.setup =
                          [] {
                            reset();
                            for (int i = 0; i < 2; i++)
                              waitson(0, [](G*) {
                                entersyscall(), exitsyscall();
                                computes(1), finishes();
                              });
                            world.m(allp[0]), sleeper();
                          },
                      .threads = {{"M1", begins<0>},
                                  {"M2", sleeps<1>},
                                  {"sysmon",
                                   [] {
                                     for (int64_t t : {1 * ms, 9 * ms})
                                       giveway(allp[0], t), giveback(t, 200 * us);
                                   }}},
                      .check = alldone,
                      .sleepers = true,
                      .preemptions = 2,
                      .at = {"user code", "p.since", "p.preempt", "g.call"},
                      .late = 4},
                     "both come to their end, and nobody reads what is not Atomic",
                     {{"data race",
                       "sysmon has no lock and no P: what is not Atomic in a P, an M or a G "
                       "belongs to its owner, and "
                       "is not yours to read"}});
}
