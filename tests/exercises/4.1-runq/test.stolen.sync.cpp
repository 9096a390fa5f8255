// Exercise 4.1: a thief takes the one in runnext after the owner has seen it. It was not got, so it
// does not count.
#include <exercise.hpp>

#include <runq.hpp>
#include <sync_points.hpp>

#include "goroutines.hpp"

using namespace rt;
using namespace exercise;

TEST_CASE("seen, and stolen") {
  judge("60 come through runnext, and a thief takes one under the owner's hands; then a 61st", [] {
    auto gs = dummies(2);
    P p{};
    bool inherit = false;
    auto through = [&] {
      runqput(&p, gs[0].get(), true);
      return runqget(&p, &inherit);
    };
    for (int i = 0; i < 60; i++) through();
    {
      sync::SyncPoints points;
      auto thief = [&] { p.runnext.store(nullptr, memory_order_relaxed); };
      points.before("p.runnext.cas", thief), points.before("p.runnext.exchange", thief);
      p.runnext.store(gs[0].get(), memory_order_relaxed);
      G* gp = runqget(&p, &inherit);
      expect(!gp, "the owner gets nothing", "it gets the one that was taken",
             "runnext is taken by compare-and-swap");
    }
    runqput(&p, gs[1].get(), false);
    G* gp = through();
    expect(gp == gs[0].get() && inherit, "the one in runnext comes next, and inherits",
           gp == gs[0].get() ? "it does not inherit" : "the one in the ring comes next",
           "what a thief has taken did not come through runnext, and does not count: up to 61 in a "
           "row may");
  });
}

// It was seen and stolen, and the owner goes on to the ring.
TEST_CASE("seen, and stolen, and one waits in the ring") {
  for (int through : {0, 3, 60}) {
    judge(show(through) +
              " come through runnext, and a thief takes one under the owner's hands; one "
              "waits in the ring",
          [=] {
            auto gs = dummies(2);
            P p{};
            bool inherit = false;
            for (int i = 0; i < through; i++) runqput(&p, gs[0].get(), true), runqget(&p, &inherit);
            runqput(&p, gs[1].get(), false), runqput(&p, gs[0].get(), true);
            G* gp = nullptr;
            {
              sync::SyncPoints points;
              auto thief = [&] { p.runnext.store(nullptr, memory_order_relaxed); };
              points.before("p.runnext.cas", thief), points.before("p.runnext.exchange", thief);
              gp = runqget(&p, &inherit);
            }
            expect(gp == gs[1].get(), "the owner gets the one in the ring",
                   gp ? "it gets the one that was taken" : "it gets nothing",
                   "the owner does not go away with nothing while one is left for it");
            equal("*inherit", false, inherit,
                  "the first of the ring does not go on with the time slice, whatever was seen in "
                  "runnext before");
          });
  }
}

// The ring has its turn, and is not empty; but when the owner takes the first, it is.
TEST_CASE("the ring has its turn, and is stolen") {
  judge(
      "after 61 through runnext one waits in the ring, and a thief takes it from under the owner's "
      "hands",
      [] {
        auto gs = dummies(2);
        P p{};
        bool inherit = false;
        for (int i = 0; i < 61; i++) runqput(&p, gs[0].get(), true), runqget(&p, &inherit);
        runqput(&p, gs[1].get(), false), runqput(&p, gs[0].get(), true);
        inherit = true;
        G* gp = nullptr;
        {
          sync::SyncPoints points;
          points.before("p.runqhead.cas", [&] { raw(p.runqhead)->store(1); });
          gp = runqget(&p, &inherit);
        }
        bool stolen = gp == gs[1].get();
        expect(gp == gs[0].get(), "the owner gets the one in runnext",
               stolen ? "it gets the one that was taken" : "it gets nothing",
               stolen ? "the head moves by compare-and-swap, the owner's as well: between a look "
                        "and a store a thief may move it"
                      : "the owner does not go away with nothing while one is left for it: if the "
                        "ring is "
                        "empty after all, the one in runnext runs");
        equal("*inherit", false, inherit, "after 61 in a row a new time slice begins");
      });
}
