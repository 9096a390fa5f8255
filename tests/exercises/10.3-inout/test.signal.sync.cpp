// Exercise 10.3, in all schedules: a goroutine makes a call, a signal comes on the way, and then
// somebody wants a P.
#include <signalled.hpp>

#include "rules.hpp"

using namespace rt;
using namespace exercise;

static const std::initializer_list<Rule> rules = {
    {"data race", kNames},        {"two threads have the same P", kNames},
    {"another thread's", kNames}, {"without a P of its own", kNames},
    {"does not run", kNames},     {"other names", kNames},
    {"wirep: ", kNames},          {"releasep: ", kNames},
    {"casgstatus: ", kNames},     {"idle twice", kNames},
    {"it crashes", kNames},       {"no end", kNames},
    {"never came back", kNames}};

static void takeout(int p) {
  P* pp = allp[p];
  bool took = false;
  {
    Taking taking;
    if (taking.want(pp)) taking.fence(), took = taking.take(pp);
  }
  if (took) handoffp(pp);
}

static void onecall(G*) {
  entersyscall();
  exitsyscall();
  computes(1), finishes();
}
static void longcall(G*) {
  entersyscall();
  rt::usleep(20);  // others have their turn
  exitsyscall();
  computes(1), finishes();
}

TEST_CASE("in") {
  Signals{"a goroutine goes into a call with P 0, a signal comes, and then a taker wants P 0",
          2,
          3,
          [] {
            waitson(0, longcall), waitson(0, computesonce);
            waitson(1, computesonce);
            world.m(allp[0]), world.m(allp[1]), sleeper();
          },
          {{"M1", begins<0>},
           {"M2", begins<1>},
           {"M3", sleeps<2>},
           {"sysmon",
            [] {
              asks(0);
              while (left > 0) rt::usleep(20), takeout(0);
            }}},
          1,
          6,
          {"g.callp", "g.wanted", "g.call", "m.park"}}
      .judged(rules);
}

TEST_CASE("in and out") {
  Signals{"a goroutine makes a call, with one P; a signal comes, and then sysmon takes the P",
          1,
          2,
          [] {
            waitson(0, onecall), waitson(0, computesonce);
            world.m(allp[0]), sleeper();
          },
          {{"M1", begins<0>}, {"M2", sleeps<1>}, {"sysmon", [] { asks(), takes(), takes(); }}},
          1,
          25,
          {"user code", "g.call", "g.back", "g.wanted", "p.preempt"}}
      .judged(rules);
}
