// Chapter 4: at the very moment that the last thread which looks for work goes to sleep, somebody
// makes a goroutine runnable.
#include <doctest/doctest.h>
#include <world.hpp>

using namespace rt;

static sync::World world;
static bool ran;
static G* second;

// g1 makes g2 runnable and then keeps its own P busy. M2 spins, finds nothing, and parks.
static const sync::Scenario submit = {
    .setup =
        [] {
          ran = false;
          world.reset(2);
          second = world.g([](G*) {
            ran = true;
            sync::parkforever();
          });
          G* first = world.g([](G*) {
            runsoon(second);
            sync::blockforever();
          });
          runqput(allp[0], first, false);
          world.m(allp[0]);
          world.m(allp[1])->spinning = true;
          sched.nmspinning.store(1, memory_order_relaxed);
        },
    .threads = {{"submitter", [] { world.run(world.ms[0].get()); }},
                {"spinner", [] { world.run(world.ms[1].get()); }}},
    .check = [] { sync::expect(ran, "a goroutine is runnable, a P is idle, and nobody is awake"); },
    .sleepers = true,
};

TEST_CASE(
    "explored: a goroutine that is submitted while the last spinning M parks is not forgotten") {
  sync::Scenario s = submit;
  s.preemptions = 2;
  sync::explored(world, s);
}

TEST_CASE("explored: … nor with four interruptions between the words that the two decide by") {
  sync::Scenario s = submit;
  s.at = {"sched.nmspinning", "sched.npidle", "p.runnext"};
  s.preemptions = 4;  // without a limit the spinner could look for work for ever, and does
  sync::explored(world, s);
}

TEST_CASE("explored: … and with store buffers") {
  sync::Scenario s = submit;
  s.preemptions = 2;
  s.tso = true;
  sync::explored(world, s);
}
