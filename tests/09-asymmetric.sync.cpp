// Chapter 9: who was first? In every schedule, and with the old values that loads may read.
#include <doctest/doctest.h>
#include <entersyscall.hpp>
#include <exitsyscall.hpp>
#include <sync_points.hpp>
#include <take.hpp>

#include "support/callers.hpp"
#include "support/goroutines.hpp"

using namespace rt;

static sync::World world;
static Atomic<int, "user code"> user;  // where a goroutine may be interrupted outside of calls

static void call() {
  entersyscall();
  exitsyscall();
}
static void calls(int n) {
  for (int i = 0; i < n; i++) {
    call();
    user.load(memory_order_relaxed);
    owns();
  }
}
static void end() {
  left--;
  sync::parkforever();
}

static void takeout(P* pp) {
  bool took = false;
  {
    Taking taking;
    if (taking.want(pp)) {
      taking.fence();
      took = taking.take(pp);
    }
  }
  if (took) handoffp(pp);
}

// Each look takes what it finds.
static void greedy() {
  while (left > 0) {
    for (int i = 0; i < gomaxprocs; i++) takeout(allp[i]);
    rt::usleep(20);
  }
}

static sync::Scenario scenario(std::function<void()> setup, void (*taker)(), int preemptions) {
  return {.setup = setup,
          .threads = {{"M1", [] { world.run(world.ms[0].get()); }}, {"sysmon", taker}},
          .check = alldone,
          .sleepers = true,
          .preemptions = preemptions,
          .at = {"g.call", "g.back", "g.wanted", "g.callp", "user code", "fence"}};
}

static void one(int procs) {
  world.reset(procs);
  left = 2, now = 0;
  // sysmon has seen the first goroutine run for long: it takes the P at the first look.
  allp[0]->sysmontick.schedtick = 1;
  runqput(allp[0], world.g([](G*) { calls(2), end(); }), false);
  runqput(allp[0], world.g([](G*) { calls(1), end(); }), false);
  world.m(allp[0]);
  for (int i = 1; i < procs; i++) pidleput(allp[i]);
}

TEST_CASE("explored: enter, exit, enter again, and a taker, and loads may read old values") {
  for (int procs : {1, 2}) {
    for (auto taker : {watch, greedy}) {
      sync::Scenario s = scenario([=] { one(procs); }, taker, 2);
      s.stale = 1;
      s.stale_at = {"g.call", "g.back", "g.wanted"};
      sync::explored(world, s);
    }
  }
}

TEST_CASE("explored: one call, one look of sysmon's, and three things that go wrong") {
  sync::Scenario s = scenario(
      [] {
        world.reset(1);
        left = 1;
        allp[0]->sysmontick.schedtick = 1;
        runqput(allp[0], world.g([](G*) { calls(1), end(); }), false);
        world.m(allp[0]);
      },
      [] { retake(20'000'000); }, 3);
  s.at.push_back("p.status");
  s.stale = 1;
  s.stale_at = {"g.call", "g.back", "g.wanted"};
  sync::explored(world, s);
}

// The goroutine's stores stay in its thread's buffer from "I am back" until it runs its own code.
TEST_CASE("explored: the taker is in time, and cannot see that the goroutine is back") {
  sync::Scenario s = scenario(
      [] {
        world.reset(1);
        left = 1;
        allp[0]->sysmontick.schedtick = 1;
        runqput(allp[0], world.g([](G*) { calls(1), end(); }), false);
        world.m(allp[0]);
      },
      [] { retake(20'000'000); }, 4);
  s.at = {"g.call", "g.back", "user code"};
  s.stale = 1;
  s.stale_at = {"g.back", "g.status"};
  sync::explored(world, s);
}

// It comes back while its P is nobody's, finds none, queues, and its thread goes to sleep. Somebody
// must count as awake until sysmon has handed the P off.
TEST_CASE("explored: the only thread goes to sleep while sysmon has its P") {
  sync::Scenario s = scenario(
      [] {
        world.reset(1);
        left = 1;
        allp[0]->sysmontick.schedtick = 1;
        G* gp = world.g([](G*) {
          calls(1), left--;
          sync::blockforever();
        });
        sched.allgs = gp;
        runqput(allp[0], gp, false);
        world.m(allp[0]);
        sched.mcount = 1;
      },
      [] { retake(20'000'000); }, 2);
  s.at.push_back("sched.lock");
  sync::explored(world, s);
}

// M2's goroutine has come back from a long call, before which it had P0. M1 is in and out with it.
TEST_CASE("explored: a thread that comes back takes its old P out of another goroutine's call") {
  sync::Scenario s = scenario(
      [] {
        world.reset(2);
        left = 2, now = 0;
        runqput(allp[0], world.g([](G*) { calls(2), end(); }), false);
        runqput(allp[1], world.g([](G*) {
          entersyscallblock();
          getg()->m->oldp = allp[0];
          exitsyscall();
          user.load(memory_order_relaxed);
          owns(), end();
        }),
                false);
        world.m(allp[0]);
        world.m(allp[1]);
      },
      [] { world.run(world.ms[1].get()); }, 2);
  s.threads[1].name = "M2";
  sync::explored(world, s);
  s.stale = 1;
  s.stale_at = {"g.call", "g.back", "g.wanted"};
  sync::explored(world, s);
}

TEST_CASE("explored: … where the kernel has no membarrier, and each side has a fence") {
  asymmetric = false;
  sync::Scenario s = scenario([] { one(1); }, greedy, 2);
  s.stale = 1;
  s.stale_at = {"g.call", "g.back", "g.wanted"};
  sync::explored(world, s);
  asymmetric = true;
}

TEST_CASE("explored: two takers at once, and a second M on the P") {
  sync::Scenario s = scenario([] { one(2); }, greedy, 2);
  s.threads.push_back({"another", greedy});
  sync::explored(world, s);
}

// The first call is on P0, the second on P1, while P0 runs the other goroutine. A taker that has
// seen the first one must not take P0 because of the second.
TEST_CASE("explored: a goroutine that moves to another P between two calls") {
  sync::Scenario s = scenario(
      [] {
        world.reset(2);
        left = 2, now = 0;
        runqput(allp[0], world.g([](G*) { call(), gosched(), call(), owns(), end(); }), false);
        runqput(allp[0], world.g([](G*) { user.load(memory_order_relaxed), owns(), end(); }),
                false);
        world.m(allp[0]);
        world.m(allp[1]);
      },
      [] { takeout(allp[0]); }, 4);
  s.threads.push_back({"M2", [] { world.run(world.ms[1].get()); }});
  s.at = {"g.call", "g.back", "g.wanted", "user code"};
  sync::explored(world, s);
}

// Its P had its name from the call before. Another thread has that P now.
TEST_CASE("explored: a call that gives its P away, after one that did not") {
  sync::Scenario s = scenario(
      [] {
        world.reset(1);
        left = 2, now = 0;
        runqput(allp[0], world.g([](G*) {
          call();
          entersyscallblock();
          exitsyscall();
          owns(), end();
        }),
                false);
        runqput(allp[0], world.g([](G*) { user.load(memory_order_relaxed), owns(), end(); }),
                false);
        world.m(allp[0]);
      },
      greedy, 2);
  sync::explored(world, s);
  s.stale = 1;
  s.stale_at = {"g.callp"};
  sync::explored(world, s);
}

// Between two calls it works on its P. Who takes the P in the second must see that.
TEST_CASE("explored: two calls, and a yield between them") {
  sync::Scenario s = scenario(
      [] {
        world.reset(1);
        left = 1, now = 0;
        runqput(allp[0], world.g([](G*) { call(), gosched(), call(), owns(), end(); }), false);
        world.m(allp[0]);
      },
      greedy, 3);
  sync::explored(world, s);
}

TEST_CASE("sync points: a thread whose P is gone does not wait for those who take others'") {
  run_on(2, [] {
    sync::SyncPoints points;
    int without = 0, taken = 0;
    for (int i = 0; i < 100; i++) {
      P* pp = getg()->m->p;
      entersyscall();
      int locks = points.hits("sched.taking.cas");
      takeout(pp);
      taken += points.hits("sched.taking.cas") > locks;
      locks = points.hits("sched.taking.cas");
      exitsyscall();
      without += points.hits("sched.taking.cas") == locks;
    }
    CHECK(taken > 50);
    CHECK(without > 50);  // now and then another thread is on our old P, in a call
  });
}
