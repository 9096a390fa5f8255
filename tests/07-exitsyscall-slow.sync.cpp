// Chapter 7: the way back when there is no P.
#include <doctest/doctest.h>
#include <entersyscall.hpp>
#include <functional>
#include <lockosthread.hpp>
#include <spin.hpp>
#include <sync_points.hpp>
#include <sysmon.hpp>
#include <waitgroup.hpp>
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
  sync::explored(world, locked);
}

#if CHAPTER == 7
// The same, but nobody is locked: the first goroutine may come back on the other's thread, and its
// own may have gone into another call by then.
TEST_CASE("explored: a goroutine that comes back on another thread leaves its old M alone") {
  sync::Scenario s = locked;
  s.setup = [] {
    world.reset(1);
    left = 2, now = 0;
    auto first = [](G*) {
      entersyscall();
      exitsyscall();
      sync::expect(getg()->m == world.ms[0].get() || world.ms[0]->oldp == allp[0],
                   "it writes into the M that it has left");
      left--;
      sync::parkforever();
    };
    auto other = [](G*) {
      while (left == 2 && sched.runqsize.load(memory_order_relaxed) == 0) rt::usleep(20);
      sched.lock.lock();
      if (left == 2) world.ms[0]->oldp = allp[0];
      sched.lock.unlock();
      left--;
      sync::parkforever();
    };
    runqput(allp[0], world.g(first), false);
    runqput(allp[0], world.g(other), false);
    world.m(allp[0]);
  };
  sync::explored(world, s);
}
#endif

// Three Ps. The first one's goroutine goes into a call, and sysmon takes its P meanwhile; the
// second one's M finds nothing and lets go of it; on the third a goroutine makes another one
// runnable.
TEST_CASE("explored: a goroutine comes back, while an M lets go of its P and a third submits one") {
  static G* second;
  sync::Scenario s = {
      .setup =
          [] {
            world.reset(3);
            left = 2, now = 0;
            second = world.g([](G*) {
              left--;
              sync::parkforever();
            });
            auto calls = [](G*) {
              entersyscall();
              exitsyscall();
              left--;
              sync::parkforever();
            };
            auto submits = [](G*) {
              runsoon(second);
              sync::blockforever();
            };
            runqput(allp[0], world.g(calls), false);
            runqput(allp[2], world.g(submits), false);
            world.m(allp[0]);
            world.m(allp[1])->spinning = true;
            sched.nmspinning.store(1, memory_order_relaxed);
            world.m(allp[2]);
          },
      .threads = {{"caller", [] { world.run(world.ms[0].get()); }},
                  {"spinner", [] { world.run(world.ms[1].get()); }},
                  {"submitter", [] { world.run(world.ms[2].get()); }},
                  {"sysmon",
                   [] {
                     for (int i = 0; i < 2; i++) retake(now += 20'000'000);
                   }}},
      .check =
          [] {
            sync::expect(!(sched.npidle.load(memory_order_relaxed) > 0 && anywork()),
                         "a goroutine is runnable, a P is idle, and nobody is awake");
            sync::expect(left == 0, "a goroutine never came back, or never ran");
          },
      .sleepers = true,
      .preemptions = 2,
      .at = {"p.status", "sched.npidle", "sched.nmspinning"},
  };
  sync::explored(world, s);
}

// The template thread has started a thread for a locked goroutine, and is about to put it on the
// list of all, when the last goroutine finishes. Is that thread joined?
TEST_CASE("sync points: the last thread that the template thread starts is joined, however late") {
  sync::SyncPoints points;
  static std::atomic<bool> held;
  held = false;
  // It has just made a thread. (It is no M; nor is ours any more when it joins; nor is sysmon, but
  // that one looks at idle Ps.)
  static thread_local int made = -2;  // its sched.lock.cas then
  static sync::SyncPoints* all;
  all = &points;
  sync::creates = [] {
    made = all->hits("sched.lock.cas");
    return false;
  };
  pthread_t me = pthread_self();
  std::function<void()> f = [&] {
    bool templatethread = !getg() && points.hits("sched.lock.cas") == made + 1 &&
                          points.hits("sched.npidle.load") == 0;
    if (!templatethread || pthread_equal(pthread_self(), me))
      return points.before("sched.lock.cas", f);
    held = true;
    while (!sched.done.load(memory_order_acquire)) rt::usleep(20);
    rt::usleep(20'000);
  };
  for (int i = 0; i < 100 && !held; i++) {
    points.before("sched.lock.cas", f);
    run_on(1, [] {
      LockOSThread();
      WaitGroup all;
      all.Add(1);
      go([&] { all.Done(); });
      all.Wait();  // the only P goes to a new thread
      UnlockOSThread();
    });
    CHECK(sched.allm == nullptr);
  }
  sync::creates = nullptr;
  CHECK(held);
}

// Two goroutines and one P: this one goes into a system call, and returns from here when the other
// one has the P and runs. That one keeps it until stop is true.
static std::atomic<bool> running, stop;

static void lose_p() {
  running = stop = false;
  go([] {
    running = true;
    while (!stop) {
    }
  });
  entersyscall();
  while (!running) rt::usleep(20);
}

TEST_CASE("sync points: no P at all: the goroutine queues, and the thread sleeps") {
  run_on(1, [] {
    lose_p();
    sync::SyncPoints points;
    uint64_t before = sched.slowexits.load(memory_order_relaxed);
    // [3] done, and the lock free again: from now on another thread may run this goroutine.
    points.before("m.park.load", [] {
      CHECK(sched.runqsize.load(memory_order_relaxed) == 1);
      stop = true;
    });
    M* mp = getg()->m;
    exitsyscall();
    CHECK((getg()->m != mp || CHAPTER >= 10));  // the one that had the P, unless that was preempted
    CHECK(sched.slowexits.load(memory_order_relaxed) == before + 1);
  });
}

TEST_CASE("sync points: a P comes free just before exitsyscall0 has the lock: no queueing") {
  run_on(1, [] {
    lose_p();
    sync::SyncPoints points;
    M* mp = getg()->m;
    int queued = points.hits("sched.runqsize.store");
    uint64_t before = sched.slowexits.load(memory_order_relaxed);
    // exitsyscallfast has failed, [1] is done; now the goroutine that has the P finishes.
    points.before("sched.slowexits.add", [] {
      stop = true;
      while (sched.npidle.load(memory_order_seq_cst) == 0) rt::usleep(20);
    });
    exitsyscall();
    CHECK(getg()->m == mp);
    CHECK(sched.slowexits.load(memory_order_relaxed) == before + 1);
    CHECK(points.hits("sched.runqsize.store") == queued);
  });
}

TEST_CASE("explored: the thread limit may change while a thread is being made") {
  static int before;
  before = sched.maxmcount;
  sync::Scenario s = {
      .setup =
          [] {
            world.reset(1);
            sched.maxmcount = before;
          },
      .threads = {{"who sets it", [] { SetMaxThreads(before + 1); }},
                  {"a thread that makes one",
                   [] {
                     sched.lock.lock();
                     mReserveID();
                     sched.mcount--;
                     sched.lock.unlock();
                   }}},
      .check = [] {},  // is there a data race?
      .preemptions = 2,
  };
  sync::explored(world, s);
  sched.maxmcount = before;
}
