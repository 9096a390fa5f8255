// Chapter 8: a goroutine is held in its system call, at every moment at which that can be tried.
#include <doctest/doctest.h>
#include <entersyscall.hpp>
#include <exitsyscall.hpp>
#include <sync_points.hpp>
#include <sysmon.hpp>
#include <wanted.hpp>

#include "support/callers.hpp"
#include "support/entercall.hpp"
#include "support/goroutines.hpp"
#if CHAPTER == 8
#include <gscan.hpp>
#include <syscallingthread.hpp>
#endif

using namespace rt;

static sync::World world;
// M1's goroutine is in and out of the kernel with P0, twice. M2's comes back from a long call,
// before which it had P0, too. And sysmon wants it.
static sync::Scenario takers(int preemptions) {
  return {.setup =
              [] {
                world.reset(2);
                left = 2, now = 0;
                runqput(allp[0], world.g([](G*) {
                  for (int i = 0; i < 2; i++) {
                    entersyscall();
                    exitsyscall();
                    owns();
                  }
                  left--;
                  sync::parkforever();
                }),
                        false);
                runqput(allp[1], world.g([](G*) {
                  entersyscallblock();
                  getg()->m->oldp = allp[0];
                  exitsyscall();
                  owns();
                  left--;
                  sync::parkforever();
                }),
                        false);
                world.m(allp[0]);
                world.m(allp[1]);
              },
          .threads = {{"M1", [] { world.run(world.ms[0].get()); }},
                      {"M2", [] { world.run(world.ms[1].get()); }},
                      {"sysmon", watch}},
          .check = alldone,
          .sleepers = true,
          .preemptions = preemptions};
}

TEST_CASE(
    "explored: sysmon and a thread that comes back want the same P, whose own thread is in a "
    "call") {
  sync::Scenario s = takers(CHAPTER == 8 ? 2 : 1);  // chapter 9 has its own for the rest
  s.at = {"g.status", "p.syscallg", "p.status", "sched.npidle",
          "g.call",   "g.back",     "g.wanted", "g.callp"};
  sync::explored(world, s);
}

#if CHAPTER == 8  // only chapter 8: chapter 9 has its own, for the words by which it decides
TEST_CASE("explored: … and loads may read old values") {
  sync::Scenario s = takers(1);
  s.at = {"g.status", "p.syscallg", "sched.npidle", "g.call", "g.back", "g.wanted", "g.callp"};
  s.stale = 1;
  sync::explored(world, s);
}
#endif

// One P, so many goroutines that make calls, of which the first begins; and sysmon.
static sync::Scenario oneP(int callers, void (*first)(G*)) {
  return {.setup =
              [=] {
                world.reset(1);
                left = callers, now = 0;
                runqput(allp[0], world.g(first), false);
                world.m(allp[0]);
              },
          .threads = {{"M1", [] { world.run(world.ms[0].get()); }}, {"sysmon", watch}},
          .check = alldone,
          .sleepers = true,
          .preemptions = 2};
}
static void back() {
  left--;
  sync::parkforever();
}

// Its P has the goroutine's name from the call before, so sysmon may take it as soon as the state
// says that the goroutine is in the kernel.
TEST_CASE("explored: a call that is known to block, after one that was short") {
  sync::explored(world, oneP(1, [](G*) {
                   entersyscall();
                   exitsyscall();
                   owns();
                   entersyscallblock();
                   exitsyscall();
                   owns();
                   back();
                 }));
}

// Whoever reads its name in p.syscallg reads the G behind it. sysmon may have read the first one's
// before. (The slice is over: sysmon takes the P at the first look.)
TEST_CASE("explored: a call of a goroutine that has just been made") {
  sync::Scenario s = oneP(2, [](G*) {
    entersyscall();
    exitsyscall();
    auto second = [](G*) { entersyscall(), exitsyscall(), back(); };
    runqput(getg()->m->p, world.g(second), false);
    back();
  });
  s.setup = [setup = s.setup] { setup(), allp[0]->sysmontick.schedtick = 1; };
  s.at = {"p.syscallg", "g.status", "g.call", "g.callp"};
  sync::explored(world, s);
}

static void comesback(G* gp) {
#if CHAPTER == 8
  casfromGsyscall(gp);
#else
  gp->back.store(gp->call.load(memory_order_relaxed), memory_order_relaxed);
#endif
}

// P0's goroutine may come back at any moment of sysmon's look. Then P1 is taken all the same.
TEST_CASE("explored: one that comes back as it is to be taken does not hide the others") {
  sync::Scenario s = {
      .threads = {{"M1", [] { comesback(&callers[0].g); }}, {"sysmon", [] { retake(20'000'000); }}},
      .sleepers = true,
      .preemptions = 1};
  s.setup = [] {
    world.reset(2);
    for (int i = 0; i < 2; i++) entercall(allp[i]);
  };
  s.check = [] { sync::expect(!incall(allp[1]), "the other P is still in its call"); };
  sync::explored(world, s);
}

TEST_CASE(
    "whoever comes back without a P takes an idle one, without the detour through the queue") {
  run_on(2, [] {
    for (int i = 0; i < 20; i++) {
      uint64_t before = sched.slowexits.load(memory_order_relaxed);
      entersyscallblock();  // P0 is idle now
      exitsyscall();
      CHECK(sched.slowexits.load(memory_order_relaxed) == before);
    }
  });
}

// The last idle P may go to another thread while this one waits for the lock.
TEST_CASE("explored: whoever has got no P lets sysmon sleep") {
  static bool got;
  sync::Scenario s = {.threads = {{"M1", [] { got = exitsyscallTryGetP(nullptr); }},
                                  {"M2",
                                   [] {
                                     sched.lock.lock();
                                     pidleget();
                                     sched.lock.unlock();
                                   }}},
                      .sleepers = true};
  s.setup = [] {
    world.reset(1);
    pidleput(allp[0]);
    sched.sysmonwait.store(true, memory_order_relaxed);
    got = false;
  };
  s.check = [] {
    sync::expect(sched.sysmonwait.load(memory_order_relaxed) == !got,
                 got ? "nobody watches the P" : "sysmon was woken");
  };
  sync::explored(world, s);
}

TEST_CASE("sync points: a thread that comes back takes no lock to learn that no P is idle") {
  run_on(1, [] {
    sync::SyncPoints points;
    int without = 0;
    for (int i = 0; i < 100; i++) {
      int locks = points.hits("sched.lock.cas");
      CHECK(exitsyscallTryGetP(nullptr) == nullptr);
      without += points.hits("sched.lock.cas") == locks;
    }
    CHECK(without > 0);  // sysmon, which runs too, takes it now and then
  });
}

#if CHAPTER == 8  // only chapter 8: from 9 on nobody holds a goroutine
TEST_CASE("sync points: nobody wanted the P: one compare-and-swap, on the goroutine, and no lock") {
  run_on(1, [] {
    sync::SyncPoints points;
    P* p = getg()->m->p;
    int kept = 0;  // On a busy machine sysmon takes the P out of some calls: those take the lock.
    for (int i = 0; i < 100; i++) {
      int locks = points.hits("sched.lock.cas"), swaps = points.hits("g.status.cas");
      entersyscall();
      bool running = p->status.load(memory_order_relaxed) == Prunning;
      exitsyscall();
      if (points.hits("sched.lock.cas") == locks) {
        kept++;
        CHECK(running);
        CHECK(points.hits("g.status.cas") == swaps + 1);
        CHECK(points.hits("p.status.cas") + points.hits("p.status.exchange") == 0);
      }
      CHECK(getg()->m->p == p);
    }
    CHECK(kept > 0);
  });
}

TEST_CASE("sync points: a goroutine that is held comes back when it is let go, without its P") {
  run_on(2, [] {
    sync::SyncPoints points;
    P* p = getg()->m->p;
    M* mp = getg()->m;
    bool held = false;
    points.before("g.status.cas", [&] {  // the one in exitsyscall
      if (auto thread = setBlockOnExitSyscall(p)) {
        held = true;
        CHECK(!setBlockOnExitSyscall(p));  // one at a time
        thread->takeP();
        thread->resume();
        handoffp(p);
      }
    });
    entersyscall();
    exitsyscall();
    if (held) CHECK((getg()->m->p != p || getg()->m != mp || p->m == mp));
    M* now = getg()->m;
    CHECK(now->p->m == now);
  });
}

TEST_CASE(
    "sync points: a taker that comes late holds the goroutine's next call, and takes the P out of "
    "it") {
  run_on(2, [] {
    P* p = getg()->m->p;
    entersyscall();
    sync::SyncPoints points;
    // Between the taker's look at the state and its compare-and-swap the goroutine has been back.
    // (The taker's thread is our own: what it does in between is what the goroutine would do.)
    bool again = false;
    points.before("g.status.cas", [&] {
      if (again) return;
      again = true;
      exitsyscall();
      if (getg()->m->p == p) entersyscall();
    });
    auto thread = setBlockOnExitSyscall(p);
    if (thread) {
      CHECK(thread->pp == p);
      CHECK(thread->gp == getg());
      thread->resume();
    }
    exitsyscall();
  });
}

TEST_CASE("sync points: … but not if that call is with another P") {
  run_on(2, [] {
    P* p = getg()->m->p;
    entersyscallblock();
    exitsyscall();
    M* mp = getg()->m;
    P* other = allp[1 - mp->p->id];
    other->syscallg.store(getg(), memory_order_relaxed);  // as it is after a call with that one
    entersyscall();
    if (mp->p != other) CHECK(!setBlockOnExitSyscall(other));
    CHECK(getg()->atomicstatus.load(memory_order_relaxed) == Gsyscall);  // and nobody holds us
    exitsyscall();
    (void)p;
  });
}

// Go 1.26 forgot this, and mended it: runqgrab asked the P's status alone.
TEST_CASE("a thief gives a running P 3 µs to run its runnext itself, but not one in a call") {
  for (uint32_t state :
       std::initializer_list<uint32_t>{Grunning, Gwaiting, Gsyscall, Gscansyscall}) {
    run_on(2, [&] {
      static P victim, mine;
      G next{};
      victim.id = 1;
      entercall(&victim);
      callers[1].g.atomicstatus.store(state, memory_order_relaxed);
      victim.runnext.store(&next, memory_order_relaxed);
      int calls = sync::kernelcalls;
      CHECK(runqsteal(&mine, &victim, true) == &next);
      bool waits = state == Grunning || state == Gwaiting;
      CHECK(sync::kernelcalls - calls == waits);
    });
  }
}
#endif

TEST_CASE(
    "sync points: a P that nobody needs stays in its call for ten milliseconds, to the "
    "nanosecond") {
  static bool asked;
  asked = false;
  sync::Scenario s = {
      .setup =
          [] {
            world.reset(2);
            sched.lock.lock();
            pidleput(allp[1]);  // for whatever may come
            sched.lock.unlock();
            runqput(allp[0], world.g([](G*) {
              for (int i = 0; i < 2; i++) entersyscall(), exitsyscall();
              entersyscall();
              CHECK(!wanted(allp[0], 1'000));  // the first look
              CHECK(!wanted(allp[0], 10'000'999));
              CHECK(wanted(allp[0], 10'001'000));
              exitsyscall();
              asked = true;
              sync::parkforever();
            }),
                    false);
            world.m(allp[0]);
          },
      .threads = {{"M1", [] { world.run(world.ms[0].get()); }}},
      .check = [] {},
      .sleepers = true,
      .preemptions = 0,
  };
  auto outcome = sync::explore(s);
  world.clear();
  CHECK_MESSAGE(!outcome.failed, outcome.why);
  CHECK(asked);
}
