// Exercise 9.1, in all schedules, and with old values that loads may read: goroutines make calls,
// and takers come at any moment.
#include <everycall.hpp>

#include "steps.hpp"

using namespace rt;
using namespace exercise;

static const std::initializer_list<Rule> rules = {
    {"two threads have the same P", kBackFirst},
    {"without a P of its own", kBackFirst},
    {"is somebody's", kBackFirst},
    {"wirep: ", kBackFirst},
    {"releasep: ", kBackFirst},
    {"yet in its call", "g.back becomes the number of this call"},
    {"casgstatus: ", kLong},
    {"no end", kLong},
    {"never came back", kLong}};

static void alone(int procs, int n = 2) {
  // sysmon has seen the goroutine run for long: it takes the P at the first look.
  allp[0]->sysmontick.schedtick = 1;
  if (n == 1) put(0, [](G*) { calls(1), done(); });
  else put(0, [](G*) { calls(2), done(); });
  world.m(allp[0]);
  for (int i = 1; i < procs; i++) pidleput(allp[i]);
}
static void two(int procs) {
  alone(procs);
  put(0, [](G*) { calls(1), done(); });
}

TEST_CASE("a taker") {
  Every{"a goroutine makes two calls, with one P; sysmon comes",
        1,
        1,
        [] { alone(1); },
        {{"M1", run<0>}, {"sysmon", watch}},
        1}
      .judged(rules);
  Every{"a goroutine makes one call, with one P; a taker comes once",
        1,
        1,
        [] { alone(1, 1); },
        {{"M1", run<0>}, {"taker", once}},
        3}
      .judged(rules);
  Every{"a goroutine makes two calls, with one P; a taker comes twice; no store is late",
        1,
        1,
        [] { alone(1); },
        {{"M1", run<0>}, {"taker", twice}},
        2,
        false}
      .judged(rules);
  Every{"a goroutine makes two calls, with one P; a taker takes whatever it finds",
        1,
        1,
        [] { alone(1); },
        {{"M1", run<0>}, {"taker", greedy}},
        1}
      .judged(rules);
  Every{"a goroutine makes two calls, with two Ps; a taker takes whatever it finds",
        2,
        1,
        [] { alone(2); },
        {{"M1", run<0>}, {"taker", greedy}},
        1}
      .judged(rules);
  Every{"a goroutine makes two calls and another one makes one, with one P; a taker comes",
        1,
        2,
        [] { two(1); },
        {{"M1", run<0>}, {"taker", greedy}},
        1}
      .judged(rules);
  Every{"a goroutine makes two calls and another one makes one, with two Ps; sysmon comes",
        2,
        2,
        [] { two(2); },
        {{"M1", run<0>}, {"sysmon", watch}},
        1}
      .judged(rules);
}

TEST_CASE("no membarrier") {
  Every{"a goroutine makes two calls, with one P, and the kernel has no membarrier",
        1,
        1,
        [] { alone(1); },
        {{"M1", run<0>}, {"taker", greedy}},
        2,
        true,
        false}
      .judged(rules);
}

TEST_CASE("another P") {
  Every{"a goroutine makes a call with P 0, and then one with P 1; a taker wants P 0",
        2,
        2,
        [] {
          put(0, [](G*) { calls(1), gosched(), calls(1), done(); });
          put(0, [](G*) { user.load(memory_order_relaxed), owns(), done(); });
          world.m(allp[0]), world.m(allp[1]);
        },
        {{"M1", run<0>}, {"taker", [] { takeout({0}); }}, {"M2", run<1>}},
        2,
        false,
        true,
        {"g.call", "g.back", "g.wanted", "user code"}}
      .judged(rules);
}

TEST_CASE("known to block") {
  Every{"a goroutine makes a call, one that is known to block, and a third one",
        1,
        2,
        [] {
          put(0, [](G*) { calls(1), blocks(), calls(1), done(); });
          put(0, [](G*) { user.load(memory_order_relaxed), owns(), done(); });
          world.m(allp[0]);
        },
        {{"M1", run<0>}, {"taker", greedy}},
        1}
      .judged(rules);
}
