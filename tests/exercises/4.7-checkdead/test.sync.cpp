// Exercise 4.7, in all schedules. checkdead is at work in this one.
#include <explored.hpp>

using namespace rt;

static sync::World world;
static int counted;  // by startm, when it returned

// Goroutines that checkdead knows.
static G* known(void (*f)(G*)) {
  G* gp = world.g(f);
  gp->alllink = sched.allgs;
  sched.allgs = gp;
  return gp;
}

// One M, with P0; `idle` more Ps.
static void fresh(int idle) {
  world.reset(1 + idle);
  for (int i = 1; i <= idle; i++) pidleput(allp[i]);
  world.m(allp[0]);
  sched.mcount = 1;
  counted = 0;
}
static void run() { world.run(world.ms[0].get()); }

static void judged(const char* scenario, const sync::Scenario& s, const char* expected,
                   const char* alarm) {
  exercise::explored(
      world, scenario, s, expected,
      {{"checkdead", alarm},
       {"all goroutines are asleep", alarm},
       {"mcount", "an M is counted when somebody relies on it: before startm returns"},
       {"too many", "each M is counted once"}});
}

TEST_CASE("a new M runs a goroutine") {
  judged(
      "goroutine 1 computes; a new M takes goroutine 2, which waits, and goes to sleep",
      {.setup =
           [] {
             fresh(1);
             runqput(allp[0], known([](G*) {
                       wakep();  // as all do who have made something runnable: goroutine 2
                       sync::blockforever();
                     }),
                     false);
             runqput(allp[0], known([](G*) { sync::parkforever(); }), false);
           },
       .threads = {{"M1", run}},
       .sleepers = true,
       .preemptions = 2,
       .at = {"sched.lock", "sched.npidle", "p.status", "g.status"}},
      "no alarm: goroutine 1 runs on M1",
      "an M is counted before its thread can do anything: it may go to sleep before you count it");
}

TEST_CASE("an M hands its P on") {
  judged("M1 gives its P, with a goroutine in its queue, to a new M, and goes to sleep",
         {.setup =
              [] {
                fresh(0);
                runqput(allp[0], known([](G*) {
                          sync::expect(sched.mcount <= 2, "one M too many is counted");
                          sync::blockforever();
                        }),
                        false);
              },
          .threads = {{"M1",
                       [] {
                         mstart(world.ms[0].get(), world.ms[0]->g0, [] {
                           getg()->m->nextp = nullptr;
                           acquirep(allp[0]);
                           startm(releasep(), false);
                           counted = sched.mcount;
                           sync::expect(counted == 2,
                                        "startm returned, and mcount = " + std::to_string(counted));
                           stopm();
                           schedule();
                         });
                       }}},
          .sleepers = true,
          .preemptions = 3},
         "no alarm, and two Ms are counted",
         "an M is counted before startm returns: its caller may go to sleep at once");
}
