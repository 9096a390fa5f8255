// Exercise 3.6: the run queue by hand, and what the report says.
#include <exercise.hpp>

#include <chan.hpp>
#include <deque>
#include <run.hpp>
#include <runq.hpp>
#include <sched.hpp>

using namespace rt;
using namespace exercise;

constexpr int kMost = 16;
static const char* kStarved =
    "nobody starves: the first in the queue runs after at most 16 others, whatever they do";
static const char* kLost =
    "every runnable goroutine runs: none is lost, and runqget returns null only if "
    "there is nobody";

// --- by hand, with Gs that nobody ever runs ---

static std::deque<G> all;
static G* fresh() { return &all.emplace_back(); }

TEST_CASE("who has been woken runs next") {
  judge("two stand in the queue; a third is given to runsoon, and then a fourth", [] {
    G *a = fresh(), *b = fresh(), *c = fresh(), *d = fresh();
    runlater(a), runlater(b), runsoon(c), runsoon(d);
    equal("sched.runqsize", 4, sched.runqsize.load(memory_order_relaxed),
          "sched.runqsize is the number of those who are runnable");
    expect(runqget() == d, "the fourth runs first", "another one does",
           "the one that was given to runsoon last runs next, although others stand in the queue");
    G *first = runqget(), *second = runqget(), *third = runqget();
    expect(first && second && third, "three more are runnable", "some are lost", kLost);
    expect(first == a && second == b && third == c, "then the first, the second, the third",
           "they come in another order",
           "the queue is first come, first served, and the one that is displaced goes to its end");
    expect(!runqget(), "nobody is left", "somebody is", "nobody runs twice");
    equal("sched.runqsize", 0, sched.runqsize.load(memory_order_relaxed),
          "sched.runqsize is the number of those who are runnable");
  });
  judge("one stands in the queue; 1000 times somebody is woken, and somebody runs and yields", [] {
    runlater(fresh());
    int soon = 0;
    for (int i = 0; i < 1000; i++) {
      G* gp = fresh();
      runsoon(gp);
      G* got = runqget();
      expect(got, "somebody runs", "runqget returns null", kLost);
      soon += got == gp;
      runlater(got);
    }
    expect(soon >= 750, "at least 750 times the one that was woken runs next",
           show(soon) + " times it does",
           "the queue comes first now and then, not always: what was gained is kept");
  });
}

TEST_CASE("one after the other, and nobody else") {
  judge("the queue is empty; 100 times one is woken, and runs", [] {
    for (int i = 0; i < 100; i++) {
      G* gp = fresh();
      runsoon(gp);
      G* got = runqget();
      expect(got, "it runs", "runqget returns null, in round " + show(i + 1), kLost);
      expect(got == gp, "it runs", "another one does", "nobody runs twice");
    }
  });
}

// --- what the report says ---

// While `turns` turns of others pass, another goroutine wants one now and then.
static void ticks(int turns, int ticks) {
  expect(ticks >= turns / 40, "the third goroutine runs at least " + show(turns / 40) + " times",
         "it runs " + show(ticks) + " times, and then not until the others have finished",
         kStarved);
}

static void alone(int ran) {
  expect(ran < 100'000, "the others run, too", "only the third goroutine runs", kLost);
}

TEST_CASE("playing ball") {
  judge("two goroutines pass a ball 1000 times over channels, and a third says gosched in a loop",
        [] {
          static int passes, ran;
          run([] {
            static Chan<int> there, back;
            go([] {
              for (; passes < 1000; ran++) gosched(), alone(ran);
            });
            go([] {
              for (int ball : there) back.send(ball + 1);
              back.close();
            });
            go([] {
              for (; passes < 1000; passes++) there.send(passes), back.recv();
              ticks(passes, ran);
              there.close();
            });
          });
        });
}

static int started, ran;
static void chain() {
  if (++started < 1000) go(chain);
  else ticks(started, ran);
}
TEST_CASE("each starts the next") {
  judge("1000 goroutines, each starts the next one and ends, and another says gosched in a loop",
        [] {
          run([] {
            go([] {
              for (; started < 1000; ran++) gosched(), alone(ran);
            });
            go(chain);
          });
        });
}

// --- by hand again: who waits, and for how long ---

// Who stands in the queue waits while each turn of another wakes `wakes` goroutines, and one of
// `yields` of these turns ends in a gosched.
static void starve(int wakes, int yields) {
  judge("one stands in the queue; each other turn wakes " + show(wakes) +
            (yields ? ", and one of " + show(yields) + " yields" : ""),
        [=] {
          for (int before : {0, 1, 5, 15, 16, 17, 40}) {
            for (int i = 0; i < before; i++) runsoon(fresh()), runqget();  // what happened earlier
            G* waits = fresh();
            runlater(waits);
            int runnable = 1;
            for (int turn = 0;; turn++) {
              for (int i = 0; i < wakes; i++) runsoon(fresh()), runnable++;
              G* got = runqget();
              runnable--;
              expect(got, "somebody runs", "runqget returns null", kLost);
              if (got == waits) break;
              expect(turn < kMost, "it runs after at most 16 others", "it still waits", kStarved);
              if (yields && turn % yields == 0) runlater(got), runnable++;
            }
            // While the queue had its turn somebody stood in `next`, and is displaced now.
            runsoon(fresh()), runnable++;
            equal("sched.runqsize", runnable, sched.runqsize.load(memory_order_relaxed),
                  "sched.runqsize is the number of those who are runnable");
            while (runqget()) runnable--;
            equal("those who are runnable, and never run", 0, runnable, kLost);
          }
        });
}
TEST_CASE("who waits") {
  starve(1, 0);
  starve(2, 0);
  starve(3, 0);
  starve(1, 1);
  starve(1, 5);
  starve(2, 3);
}
