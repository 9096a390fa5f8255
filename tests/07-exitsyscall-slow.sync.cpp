// Chapter 7: the way back when there is no P.
#include <doctest/doctest.h>
#include <entersyscall.hpp>
#include <lockosthread.hpp>
#include <sync_points.hpp>
#include <sysmon.hpp>
#include <world.hpp>

#include "support/goroutines.hpp"

using namespace rt;

static sync::World world;
static int left;
static int64_t now;

// One P, two goroutines. The first is locked to its thread, goes into a call, and must come back on
// the same thread, though another thread has the P meanwhile.
static const sync::Scenario locked = {
    .setup =
        [] {
          world.reset(1);
          left = 2, now = 0;
          auto first = [](G*) {
            LockOSThread();
            M* mine = getg()->m;
            entersyscall();
            exitsyscall();
            sync::expect(getg()->m == mine, "a locked goroutine runs on another thread");
            UnlockOSThread();
            left--;
            sync::parkforever();
          };
          auto other = [](G*) {
            left--;
            sync::parkforever();
          };
          runqput(allp[0], world.g(first), false);
          runqput(allp[0], world.g(other), false);
          world.m(allp[0]);
        },
    .threads = {{"M1", [] { world.run(world.ms[0].get()); }},
                {"sysmon",
                 [] {
                   while (left > 0) {
                     retake(now += 20'000'000);
                     rt::usleep(20);
                   }
                 }}},
    .check = [] { sync::expect(left == 0, "a goroutine never came back"); },
    .sleepers = true,
    .preemptions = 2,
};

TEST_CASE("explored: a goroutine that is locked to its thread comes back on it") {
  auto outcome = sync::explore(locked);
  CHECK_MESSAGE(!outcome.failed, outcome.why);
  MESSAGE(outcome.schedules, " schedules");
}

// The other goroutine keeps the only P until it is told to stop.
TEST_CASE("sync points: no P at all: the goroutine queues, and the thread sleeps") {
  run_on(1, [] {
    static std::atomic<bool> back;
    back = false;
    uint64_t before = sched.slowexits.load(memory_order_relaxed);
    go([] {
      while (sched.runqsize.load(memory_order_relaxed) == 0) {
      }
      CHECK(!back);  // it stands in the global queue
    });
    entersyscall();
    while (getg()->m->oldp->status.load(memory_order_relaxed) == Psyscall) usleep(20);
    exitsyscall();
    back = true;
    CHECK(sched.slowexits.load(memory_order_relaxed) == before + 1);
  });
}

TEST_CASE("sync points: a P comes free just before exitsyscall0 has the lock: no queueing") {
  run_on(1, [] {
    static std::atomic<bool> stop;
    stop = false;
    go([] {
      while (!stop) {
      }
    });
    entersyscall();
    while (getg()->m->oldp->status.load(memory_order_relaxed) == Psyscall) usleep(20);
    sync::SyncPoints points;
    int queued = points.hits("sched.runqsize.store");
    uint64_t before = sched.slowexits.load(memory_order_relaxed);
    // exitsyscallfast has failed, [1] is done; now the goroutine that had the P finishes.
    points.before("sched.slowexits.add", [] {
      stop = true;
      while (sched.npidle.load(memory_order_seq_cst) == 0) usleep(20);
    });
    exitsyscall();
    CHECK(sched.slowexits.load(memory_order_relaxed) == before + 1);
    CHECK(points.hits("sched.runqsize.store") == queued);
  });
}
