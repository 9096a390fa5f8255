// Exercise 4.6, in all schedules: two goroutines become runnable, and each of them computes for
// long. There is a P for each, so whoever finds the first has to let somebody find the second.
#include <explored.hpp>

#include "lock_guard.hpp"

using namespace rt;

static sync::World world;
static exercise::LockGuard guard;
static M submits;
static G gs;
static G* made[2];
static int ran;

// P0 is busy. One or two more (`idlers`) belong to Ms that have nothing to do; all others are idle.
// The first of those Ms spins, or none does.
static void fresh(int procs, int idlers, bool spinning) {
  guard.rest();
  world.reset(procs);
  ran = 0;
  for (G*& gp : made) {
    gp = world.g([](G*) {
      ran++;
      sync::blockforever();  // it computes
    });
  }
  new (&submits) M{}, new (&gs) G{};
  gs.m = &submits, gs.goid = 100;
  exercise::busy(allp[0], &submits);
  for (int i = 1; i <= idlers; i++) world.m(allp[i]);
  world.ms[0]->spinning = spinning;
  sched.nmspinning.store(spinning, memory_order_relaxed);
  for (int i = idlers + 1; i < procs; i++) pidleput(allp[i]);
  guard.begin();
}

static void submit(G* gp, bool global) {
  if (!global) return runsoon(gp);
  sched.lock.lock();
  globrunqput(gp);
  sched.lock.unlock();
  wakep();
}
template <int way>
static void submitter() {
  setg(&gs);
  submit(made[0], way & 1);
  submit(made[1], way & 2);
  sync::blockforever();
}
template <int i>
static void idler() {
  world.run(world.ms[i].get());
}

static void judged(const std::string& scenario, sync::Scenario s) {
  constexpr const char* kLock =
      "the list of idle Ps and the global queue are protected by sched.lock: of two that take from "
      "them at one moment without it, both may get the same";
  s.check = [] {
    sync::expect(ran == 2, "a goroutine is runnable, a P is idle, and nobody looks for work");
  };
  s.sleepers = true;
  exercise::explored(
      world, scenario, s, "both goroutines run, each on a P of its own",
      {{"nobody looks",
        "whoever saw this M spin woke nobody, for as many goroutines as there were. So an M that "
        "stops spinning looks at all queues afterwards, and one that finds something there does "
        "not run it as one that never spun: it spins again, or somebody else does, who lets the "
        "next one look (resetspinning)"},
       {"no end", "an M that finds nothing to do lets go of its P and sleeps"},
       {"did not hold", kLock},
       {"acquirep", kLock}});
}

constexpr const char* kInto[] = {"P0's queue", "the global queue, then P0's",
                                 "P0's queue, then the global one", "the global queue"};

template <int way>
static void one(bool spinning) {
  judged(std::string("an M that ") + (spinning ? "spins" : "did not spin") +
             " lets go of its P, and one more P is idle; two goroutines come into " + kInto[way],
         {.setup = [=] { fresh(3, 1, spinning); },
          .threads = {{"busy", submitter<way>}, {"idle", idler<0>}},
          .preemptions = 2,
          .at = {"sched.nmspinning", "sched.npidle", "sched.runqsize"}});
}
TEST_CASE("one M with nothing to do") {
  for (bool spinning : {true, false})
    one<0>(spinning), one<1>(spinning), one<2>(spinning), one<3>(spinning);
}

template <int way>
static void two(bool spinning) {
  judged(std::string("two Ms, of which ") + (spinning ? "one spins" : "none spins") +
             ", let go of their Ps; two goroutines come into " + kInto[way],
         {.setup = [=] { fresh(3, 2, spinning); },
          .threads = {{"busy", submitter<way>}, {"idle1", idler<0>}, {"idle2", idler<1>}},
          .preemptions = 2,
          .at = {"sched.nmspinning", "sched.npidle"}});
}
TEST_CASE("two Ms with nothing to do") {
  for (bool spinning : {true, false}) two<0>(spinning), two<3>(spinning);
}
