// Exercise 10.2, in all schedules: a signal comes at any sync point.
#include <signalled.hpp>

#include "preempted.hpp"

using namespace rt;
using namespace exercise;

static const std::initializer_list<Rule> rules = {
    {"data race", kBefore},           {"two threads have the same P", kReleased},
    {"another thread's", kReleased},  {"without a P of its own", kNextp},
    {"wirep: ", kReleased},           {"releasep: ", kReleased},
    {"is not idle", kNextp},          {"waits for a new thread", kRefuse},
    {"npreempted is not 0", kBefore}, {"no end", kHandoff},
    {"never came back", kFirstQueue}};

static void twice(G*) { computes(2), finishes(); }

TEST_CASE("turns") {
  Signals{"two goroutines compute, with one P; sysmon asks twice",
          1,
          2,
          [] {
            waitson(0, twice), waitson(0, computesonce);
            world.m(allp[0]), sleeper();
          },
          {{"M1", begins<0>}, {"M2", sleeps<1>}, {"sysmon", [] { asks(), asks(); }}},
          1}
      .judged(rules);
}

// The template thread is there, and no thread sleeps. What gopreempt must not do is queue a
// goroutine while a P waits: so that is asked at every step.
static void nobodywaits() {
  bool waits = sched.newmHandoff.ps && raw(sched.npreempted)->load() > 0;
  sync::expect(!waits || locked(), "a goroutine is preempted while a P waits for a new thread");
}
TEST_CASE("a P that waits for a thread") {
  Signals{"a goroutine computes, another one makes a call that blocks, and a thread must be made",
          1,
          2,
          [] {
            sched.newmHandoff.haveTemplateThread = false;
            sched.mnext = 10;
            waitson(0, [](G*) { computes(3), finishes(); });
            waitson(0, [](G*) {
              entersyscallblock();
              exitsyscall();
              computes(1), finishes();
            });
            world.m(allp[0]);
          },
          {{"M1", begins<0>}, {"sysmon", [] { asks(), asks(), asks(); }}},
          1,
          6,
          {"user code", "p.preempt", "m.park", "sched.lock"},
          0,
          {},
          nobodywaits}
      .judged(rules);
}

static void slowly(G*) { computesslowly(3), finishes(); }
TEST_CASE("a P that comes to wait") {
  Signals{"a goroutine computes, and a signal is on its way, when another one's P needs a thread",
          2,
          3,
          [] {
            sched.newmHandoff.haveTemplateThread = false;
            sched.mnext = 10;
            waitson(0, slowly);
            waitson(1, [](G*) {
              computesslowly(1);
              entersyscallblock();
              exitsyscall();
              finishes();
            });
            waitson(1, computesonce);
            world.m(allp[0]), world.m(allp[1]);
          },
          {{"M1", begins<0>},
           {"M2", begins<1>},
           {"sysmon",
            [] {
              sched.lock.lock();
              trytemplatethread_locked();
              sched.lock.unlock();
              rt::usleep(20), asked(0);
            }}},
          0,
          8,
          {"user code", "sched.lock"},
          0,
          {},
          nobodywaits}
      .judged(rules);
}

TEST_CASE("two at once") {
  Signals{"two goroutines compute, with two Ps; both are asked, and a third one waits",
          2,
          3,
          [] {
            waitson(0, slowly), waitson(1, slowly), waitson(0, computesonce);
            world.m(allp[0]), world.m(allp[1]), sleeper();
          },
          {{"M1", begins<0>},
           {"M2", begins<1>},
           {"M3", sleeps<2>},
           {"sysmon", [] { rt::usleep(20), asks(0), asks(1); }}},
          0,
          6,
          {"user code", "sched.lock"}}
      .judged(rules);
}
