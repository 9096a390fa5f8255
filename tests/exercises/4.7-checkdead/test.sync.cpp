// Exercise 4.7, in all schedules. checkdead is at work in this one.
#include <explored.hpp>

#include <sync_points.hpp>

#include "lock_guard.hpp"

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

// At the end nobody looks for work, and nobody is counted who would.
static void nobody_spins() {
  sync::expect(!exercise::locked(), "startm does not return: it waits for sched.lock, for ever");
  int32_t n = sched.nmspinning.load(memory_order_relaxed);
  sync::expect(n == 0, "nobody spins, and nmspinning = " + std::to_string(n));
}

static void judged(const char* scenario, const sync::Scenario& s, const char* expected,
                   const char* alarm) {
  exercise::explored(
      world, scenario, s, expected,
      {{"checkdead", alarm},
       {"all goroutines are asleep", alarm},
       {"mcount", "an M is counted when somebody relies on it: before startm returns"},
       {"too many", "each M is counted once"},
       {"nobody spins", "an M that is counted in nmspinning spins, and knows it: newm is told so"},
       {"list of all Ms has", "each M stands on the list of all: run() joins them in the end"},
       {"does not return",
        "a thread that holds sched.lock and takes it once more waits for itself: newm takes it, "
        "too"},
       {"still held", "startm gives sched.lock back, whichever way it takes"},
       {"did not hold",
        "sched.lock protects the counts and the lists of Ms: of two that change them at one "
        "moment, one would be lost"}});
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
       .check = nobody_spins,
       .sleepers = true,
       .preemptions = 2,
       .at = {"sched.lock", "sched.npidle", "p.status", "g.status"}},
      "no alarm: goroutine 1 runs on M1",
      "an M is counted before its thread can do anything: it may go to sleep before you count it");
}

TEST_CASE("an M that sleeps runs a goroutine") {
  judged("goroutine 1 computes; an M that slept takes goroutine 2, which waits, and sleeps again",
         {.setup =
              [] {
                fresh(1);
                runqput(allp[0], known([](G*) {
                          wakep();
                          sync::blockforever();
                        }),
                        false);
                runqput(allp[0], known([](G*) { sync::parkforever(); }), false);
                mput(world.m(nullptr));  // as stopm left it
                sched.mcount = 2;
              },
          .threads = {{"M1", run},
                      {"M2",
                       [] {
                         mstart(world.ms[1].get(), world.ms[1]->g0, [] {
                           M* self = getg()->m;
                           notesleep(&self->park), noteclear(&self->park);
                           P* pp = self->nextp;
                           self->nextp = nullptr;
                           acquirep(pp);
                           schedule();
                         });
                       }}},
          .sleepers = true,
          .preemptions = 2,
          .at = {"sched.lock", "sched.npidle", "p.status", "g.status"}},
         "no alarm: goroutine 1 runs on M1",
         "an M that is woken counts as awake before it can do anything: it may sleep again before "
         "you take it out of nmidle");
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
                           sync::expect(counted <= 2, "one M too many is counted, mcount = " +
                                                          std::to_string(counted));
                           sync::expect(counted == 2,
                                        "startm returned, and mcount = " + std::to_string(counted));
                           stopm();
                           schedule();
                         });
                       }}},
          .check =
              [] {
                sync::expect(counted, "startm does not return: it waits for sched.lock, for ever");
                sync::expect(!exercise::locked(), "sched.lock is still held at the end");
                int all = 0;
                for (M* mp = sched.allm; mp; mp = mp->alllink) all++;
                sync::expect(all == 1, "the list of all Ms has " + std::to_string(all) +
                                           " new ones, and one was made");
              },
          .sleepers = true,
          .preemptions = 3},
         "no alarm, and two Ms are counted",
         "an M is counted before startm returns: its caller may go to sleep at once");
}

static exercise::LockGuard guard;

TEST_CASE("the lock") {
  judged("M1 gives its P to a new M; somebody looks whenever sched.lock is taken or left",
         {.setup =
              [] {
                guard.rest();
                world.reset(1);
                world.m(allp[0]);
                runqput(allp[0], world.g([](G*) { sync::blockforever(); }), false);
                guard.begin();
              },
          .threads = {{"M1",
                       [] {
                         mstart(world.ms[0].get(), world.ms[0]->g0, [] {
                           getg()->m->nextp = nullptr;
                           acquirep(allp[0]);
                           startm(releasep(), false);
                           sched.lock.lock();
                           sched.lock.unlock();
                           stopm();
                           schedule();
                         });
                       }}},
          .sleepers = true,
          .preemptions = 0},
         "mcount, nmidle and the lists change under sched.lock alone", "");
}

// Between the unlock and a count that is taken back later others rely on that count.
TEST_CASE("taken back in time") {
  exercise::judge("no P is idle; an M is counted in nmspinning, and startm is told so", [] {
    world.reset(1);
    sched.nmspinning.store(1, memory_order_relaxed);
    int32_t at_unlock = -1;
    sync::SyncPoints points;
    points.before("sched.lock.exchange",
                  [&] { at_unlock = sched.nmspinning.load(memory_order_relaxed); });
    startm(nullptr, true);
    exercise::equal("sched.nmspinning, when startm gives sched.lock back", 0, at_unlock,
                    "the count is taken back while the lock is held: with the lock free a P may "
                    "become idle, and others see somebody counted, and wake nobody");
  });
}
