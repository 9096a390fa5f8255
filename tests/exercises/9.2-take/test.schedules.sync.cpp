// Exercise 9.2, in all schedules, and with old values that loads may read: goroutines make calls,
// and several threads want their Ps.
#include <everycall.hpp>

#include "taker.hpp"

using namespace rt;
using namespace exercise;

static const char* const kWhole =
    "the wish, a fence for both, and then the number: only a goroutine that is not back from the "
    "call that was noted has lost its P";
static const std::initializer_list<Rule> rules = {{"two threads have the same P", kWhole},
                                                  {"without a P of its own", kWhole},
                                                  {"is somebody's", kCut},
                                                  {"wirep: ", kWhole},
                                                  {"releasep: ", kWhole},
                                                  {"casgstatus: ", kWhole},
                                                  {"null pointer", kWhole},
                                                  {"no end", kTwice},
                                                  {"never came back", kTwice},
                                                  {"idle twice", kTwice}};

static void alone(int procs, int n = 2) {
  // sysmon has seen the goroutine run for long: it takes the P at the first look.
  allp[0]->sysmontick.schedtick = 1;
  if (n == 1) put(0, [](G*) { calls(1), done(); });
  else put(0, [](G*) { calls(2), done(); });
  world.m(allp[0]);
  for (int i = 1; i < procs; i++) pidleput(allp[i]);
}
static void two() {
  for (int i = 0; i < 2; i++) put(i, [](G*) { calls(1), done(); }), world.m(allp[i]);
}

TEST_CASE("one taker") {
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
  Every{"the same, where the kernel has no membarrier",
        1,
        1,
        [] { alone(1); },
        {{"M1", run<0>}, {"taker", greedy}},
        2,
        true,
        false}
      .judged(rules);
}

TEST_CASE("two Ps at once") {
  Every{"two goroutines make a call each, with two Ps; a taker wants both Ps at once",
        2,
        2,
        two,
        {{"M1", run<0>}, {"M2", run<1>}, {"taker", greedyforall}},
        1}
      .judged(rules);
}

TEST_CASE("two takers") {
  Every{"a goroutine makes two calls, with two Ps; two takers take whatever they find",
        2,
        1,
        [] { alone(2); },
        {{"M1", run<0>}, {"taker1", greedy}, {"taker2", greedyforall}},
        2,
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

TEST_CASE("a thread that comes back") {
  Every{"a goroutine makes two calls with P 0; M2 comes back, and wants P 0",
        2,
        2,
        [] {
          put(0, [](G*) { calls(2), done(); });
          put(1, [](G*) {
            entersyscallblock();
            getg()->m->oldp = allp[0];
            exitsyscall();
            user.load(memory_order_relaxed);
            owns(), done();
          });
          world.m(allp[0]), world.m(allp[1]);
        },
        {{"M1", run<0>}, {"M2", run<1>}},
        1}
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
