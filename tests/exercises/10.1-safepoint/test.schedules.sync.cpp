// Exercise 10.1, in all schedules: a signal comes at any sync point.
#include <signalled.hpp>

#include "asked.hpp"

using namespace rt;
using namespace exercise;

static const std::initializer_list<Rule> rules = {
    {"data race", kTaker},          {"two threads have the same P", kRunning},
    {"another thread's", kRunning}, {"without a P of its own", kRunning},
    {"wirep: ", kRunning},          {"releasep: ", kRunning},
    {"casgstatus: ", kRunning},     {"idle twice", kLocks},
    {"it crashes", kNoP},           {"no end", kLocks},
    {"never came back", kLocks}};

TEST_CASE("one that computes") {
  Signals{"a goroutine computes until all others have ended, with one P; sysmon asks it",
          1,
          2,
          [] {
            waitson(0, [](G*) { computesforever(), finishes(); });
            waitson(0, [](G*) { computes(1), finishes(); });
            world.m(allp[0]), sleeper();
          },
          {{"M1", begins<0>}, {"M2", sleeps<1>}, {"sysmon", asksoften}},
          1,
          6}
      .judged({{"no end", kNoReason}, {"never came back", kNoReason}, {"it crashes", kNoP}});
}

TEST_CASE("locks") {
  static G* waiter;
  Signals{"a goroutine wakes another one, and a second P is idle; a signal comes",
          2,
          2,
          [] {
            waiter = world.g([](G*) { computes(1), finishes(); });
            waiter->atomicstatus.store(Gwaiting, memory_order_relaxed);
            waitson(0, [](G*) {
              computes(1);
              goready(waiter);
              computes(1), finishes();
            });
            world.m(allp[0]), sleeper();
            pidleput(allp[1]);
          },
          {{"M1", begins<0>}, {"M2", sleeps<1>}, {"sysmon", [] { asks(); }}},
          1,
          30}
      .judged(rules);
}

TEST_CASE("system calls") {
  Signals{"a goroutine makes a call, with one P; a signal comes, and then sysmon takes the P",
          1,
          2,
          [] {
            waitson(0, [](G*) {
              entersyscall();
              exitsyscall();
              computes(1), finishes();
            });
            waitson(0, [](G*) { computes(1), finishes(); });
            world.m(allp[0]), sleeper();
          },
          {{"M1", begins<0>}, {"M2", sleeps<1>}, {"sysmon", [] { asks(), takes(), takes(); }}},
          1,
          25,
          {"user code", "g.call", "g.back", "g.wanted", "p.preempt"}}
      .judged(rules);
  Signals{"a goroutine makes a call that is known to block; a signal comes",
          1,
          2,
          [] {
            waitson(0, [](G*) {
              entersyscallblock();
              exitsyscall();
              computes(1), finishes();
            });
            waitson(0, [](G*) { computes(1), finishes(); });
            world.m(allp[0]), sleeper();
          },
          {{"M1", begins<0>}, {"M2", sleeps<1>}, {"sysmon", [] { asks(); }}},
          1,
          40}
      .judged(rules);
}
