// Exercise 4.7, in all schedules. checkdead is at work in this one.
#include <explored.hpp>

#include "hand.hpp"

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
       {"too many", "each M is counted once"},
       {"does not return",
        "whoever holds sched.lock and takes it once more waits for himself: newm takes it, too"},
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
              },
          .sleepers = true,
          .preemptions = 3},
         "no alarm, and two Ms are counted",
         "an M is counted before startm returns: its caller may go to sleep at once");
}

// Compares what sched.lock protects between one who gives the lock back and the next one who takes
// it. Whatever has changed in between was changed by somebody who did not hold it.
struct LockGuard final : sync::Watcher {
  sync::Watcher* explorer = nullptr;
  M *allm, *midle;
  int32_t mcount, nmidle;

  void begin() {
    sync::Watcher* w = sync::watcher.load();
    if (w != this) explorer = w;
    sync::watcher.store(this);
    note();
  }
  void note() {
    allm = sched.allm, midle = sched.midle;
    mcount = sched.mcount, nmidle = sched.nmidle;
  }
  void compare() const {
    sync::expect(sched.mcount == mcount && sched.nmidle == nmidle,
                 "somebody who did not hold sched.lock has changed mcount or nmidle");
    sync::expect(sched.allm == allm && sched.midle == midle,
                 "somebody who did not hold sched.lock has changed the list of all Ms");
  }
  void point(const char* object, const char* op) override {
    explorer->point(object, op);
    if (strcmp(object, "sched.lock") != 0) return;
    if (exercise::locked()) note();
    else compare();
  }
  bool buffer(void* a, const void* v, size_t n) override { return explorer->buffer(a, v, n); }
  bool forward(const void* a, void* v, size_t n) override { return explorer->forward(a, v, n); }
  void drain() override { explorer->drain(); }
};
static LockGuard guard;

TEST_CASE("the lock") {
  judged("M1 gives its P to a new M; somebody looks whenever sched.lock is taken or left",
         {.setup =
              [] {
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
