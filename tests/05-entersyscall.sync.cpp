// Chapters 5 to 7: a goroutine goes into a system call and comes back, while sysmon looks for Ps to
// take. Each chapter's way back is held to the same.
#include <doctest/doctest.h>
#include <entersyscall.hpp>
#include <sync_points.hpp>
#include <sysmon.hpp>
#include <world.hpp>

#include "support/deepsleep.hpp"
#include "support/goroutines.hpp"

using namespace rt;

static sync::World world;
static int left;  // goroutines that have not come back from all their calls
static int64_t now;

static void calls(int n) {
  for (int i = 0; i < n; i++) {
    entersyscall();
    exitsyscall();
    M* mp = getg()->m;
    sync::expect(mp->p && mp->p->m == mp, "a goroutine runs without a P of its own");
    sync::expect(mp->p->status.load(memory_order_relaxed) == Prunning,
                 "… on a P that does not run");
  }
  left--;
  sync::parkforever();
}

// Looks every 20 ms, so that each second look takes the P.
static void watch() {
  while (left > 0) {
    retake(now += 20'000'000);
    rt::usleep(20);
  }
}

static void world_of(int procs, int callers, void (*fn)(G*)) {
  world.reset(procs);
  left = callers;
  now = 0;
  for (int i = 0; i < callers; i++) runqput(allp[0], world.g(fn), false);
  world.m(allp[0]);
  for (int i = 1; i < procs; i++) pidleput(allp[i]);
}

static sync::Scenario scenario(int preemptions) {
  return {.threads = {{"M1", [] { world.run(world.ms[0].get()); }}, {"sysmon", watch}},
          .check = [] { sync::expect(left == 0, "a goroutine never came back"); },
          .sleepers = true,
          .preemptions = preemptions};
}

#if CHAPTER < 7  // later nobody polls
TEST_CASE("explored: whoever polls for a P lets sysmon sleep until there is one") {
  static bool slept;
  sync::Scenario s = {.threads = {{"M1", [] { waitforp(); }},
                                  {"M2",
                                   [] {
                                     sched.lock.lock();
                                     slept = sched.sysmonwait.load(memory_order_relaxed);
                                     pidleput(allp[0]);
                                     sched.lock.unlock();
                                   }}},
                      .sleepers = true,
                      .preemptions = 2};
  s.setup = [] {
    world.reset(1);
    sched.sysmonwait.store(true, memory_order_relaxed);
  };
  s.check = [] {
    sync::expect(slept, "it was woken before there was one");
    sync::expect(!sched.sysmonwait.load(memory_order_relaxed), "nobody watches the P");
  };
  sync::explored(world, s);
}
#endif

// Chapter 5's callers poll, so that there are many more ways to go on.
constexpr int more = CHAPTER == 5 ? 0 : 1;

TEST_CASE("explored: enter, exit and retake: one caller and one P") {
  sync::Scenario s = scenario(2 + more);
  s.setup = [] { world_of(1, 1, [](G*) { calls(1); }); };
  sync::explored(world, s);
}

TEST_CASE("explored: enter, exit and retake: one caller, and another P idle") {
  sync::Scenario s = scenario(2 + more);
  s.setup = [] { world_of(2, 1, [](G*) { calls(1); }); };
  sync::explored(world, s);
}

TEST_CASE("explored: enter, exit and retake: two callers take turns on one P") {
  sync::Scenario s = scenario(1 + more);
  s.setup = [] { world_of(1, 2, [](G*) { calls(1); }); };
  sync::explored(world, s);
  s.preemptions = 2 + 2 * more;
  s.at = {"p.status", "sched.npidle"};  // what they decide by
  sync::explored(world, s);
}

#if CHAPTER < 9  // only up to 8: chapter 9 has its own, for the words by which it decides
TEST_CASE("explored: enter, exit and retake, and loads may read old values") {
  sync::Scenario s = scenario(1 + more);
  s.at = {"p.status", "sched.npidle", "sched.runqsize", "p.syscalltick"};
  s.stale = 1;
  s.setup = [] { world_of(1, 2, [](G*) { calls(1); }); };
  sync::explored(world, s);
}
#endif

// A P is handed off and there seems to be nothing to do for it, since another M looks for work.
// That M finds something. At the same moment a third makes a goroutine runnable, and sees no P
// idle.
TEST_CASE(
    "explored: handoffp, while a goroutine is submitted and the last spinning M finds another") {
  static bool ran;
  static G* second;
  sync::Scenario s = {
      .setup =
          [] {
            world.reset(3);
            ran = false;
            second = world.g([](G*) {
              ran = true;
              sync::parkforever();
            });
            auto submit = [](G*) {
              runsoon(second);
              sync::blockforever();
            };
            runqput(allp[0], world.g(submit), false);
            globrunqput(world.g([](G*) { sync::blockforever(); }));
            world.m(allp[0]);
            world.m(allp[2])->spinning = true;
            sched.nmspinning.store(1, memory_order_relaxed);
          },
      .threads = {{"submitter", [] { world.run(world.ms[0].get()); }},
                  {"spinner", [] { world.run(world.ms[1].get()); }},
                  {"sysmon", [] { handoffp(allp[1]); }}},
      .check =
          [] { sync::expect(ran, "a goroutine is runnable, a P is idle, and nobody is awake"); },
      .sleepers = true,
      .preemptions = 2,
  };
  sync::explored(world, s);
}

TEST_CASE(
    "sync points: handoffp [3]: a goroutine that comes into the global queue just before it has "
    "the lock starts an M at once") {
  world.reset(2);
  M sleeper = {};
  mput(&sleeper);
  G* gp = world.g([](G*) {});
  sched.nmspinning.store(1, memory_order_relaxed);  // somebody searches already: not [2]
  sync::SyncPoints points;
  points.before("sched.lock.cas", [gp] { globrunqput(gp); });
  handoffp(allp[0]);
  CHECK(sleeper.nextp == allp[0]);
  CHECK(!sleeper.spinning);
  CHECK(sched.pidle == nullptr);
  world.clear();
}

TEST_CASE(
    "sync points: handoffp [1]: an M is started for one in the global queue, and it need not "
    "search") {
  world.reset(1);
  M sleeper = {};
  mput(&sleeper);
  globrunqput(world.g([](G*) {}));
  handoffp(allp[0]);
  CHECK(sleeper.nextp == allp[0]);
  CHECK(!sleeper.spinning);
  CHECK(sched.nmspinning.load(memory_order_relaxed) == 0);
  world.clear();
}

// Two Ps are handed off at the same moment, and nobody looks for work: one of them is to.
TEST_CASE("explored: two Ps are handed off at once, and each M that spins is counted") {
  sync::Scenario s = {
      .setup =
          [] {
            world.reset(2);
            for (int i = 0; i < 2; i++) mput(world.m(nullptr));
          },
      .threads = {{"one", [] { handoffp(allp[0]); }}, {"other", [] { handoffp(allp[1]); }}},
      .check =
          [] {
            int spin = 0;
            for (auto& mp : world.ms) spin += mp->spinning;
            sync::expect(spin == 1, std::to_string(spin) + " Ms spin");
            sync::expect(sched.nmspinning.load(memory_order_relaxed) == 1,
                         "their count is another");
          },
      .preemptions = 3,
  };
  sync::explored(world, s);
}

// Whoever takes the first P has the lock after sysmon, and must see that it is to be woken.
TEST_CASE("sync points: sysmon says that it sleeps deeply while it has sched.lock") {
  run_on(1, [] {
    sync::SyncPoints points;
    std::atomic<bool> held = false;
    points.before("sched.sysmonwait.store", [&] {
      held = reinterpret_cast<const std::atomic<uint32_t>*>(&sched.lock)->load() != 0;
    });
    CHECK(enter_until_sysmon_sleeps());
    CHECK(held);
    exitsyscall();
  });
}
