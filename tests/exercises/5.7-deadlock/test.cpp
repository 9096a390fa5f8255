// Exercise 5.7, by hand: what retake does with Ps is as before, and the count is right afterwards.
// There are so many Ms here that checkdead keeps quiet. What retake does with Ps is exercise 5.2's
// subject, whose tests run after these (test.then.*).
#include <bench.hpp>
#include <exercise.hpp>
#include <sched.hpp>
#include <sysmon.hpp>

using namespace rt;
using namespace exercise;

constexpr int64_t us = 1000, ms = 1000 * us;

// One P, whose M is in a system call.
struct Call : Bench {
  int64_t now = 1'000'000'000;
  P* pp;

  Call() : Bench(1), pp(allp[0]) {
    nexttick(pp->schedtick), nexttick(pp->syscalltick);
    pp->status.store(Prunning, memory_order_relaxed);
    retake(now);
    pp->status.store(Psyscall, memory_order_relaxed);
  }
  uint32_t later(int64_t ns) { return retake(now += ns); }
};

TEST_CASE("taken") {
  judge("1 P; its M is in a call that lasts; a goroutine waits in its queue", [] {
    Call c;
    runqput(c.pp, &c.others[0], false);
    c.later(20 * us);
    equal("at the first look: status", std::string("Psyscall"), std::string(statusname(c.pp)),
          "a call that was not there at the last look has just begun: leave its P");
    uint32_t n = c.later(20 * us);
    expect(n == 1 && c.woken(c.pp), "at the second look: the P is taken, and an M woken for it",
           std::string("it is ") + statusname(c.pp) + "; " + c.where(c.pp),
           "what retake does with Ps stays as it is: a call that lasts loses its P");
    equal("p.syscalltick", 2u, c.pp->syscalltick.load(memory_order_relaxed),
          "a P that is taken gets another tick, once");
    equal("sched.handoffs", uint64_t{1}, sched.handoffs.load(memory_order_relaxed),
          "it is handed off once");
    equal("sched.nmidlelocked", 0, sched.nmidlelocked,
          "what was taken from nmidlelocked is given back, in any case: or no deadlock is ever "
          "found again");
  });
}

TEST_CASE("left") {
  judge("1 P; its M is in a call that has just begun, or it runs, or the P is idle", [] {
    for (uint32_t status : {Psyscall, Prunning, Pidle}) {
      Call c;
      c.pp->status.store(status, memory_order_relaxed);
      uint32_t n = c.later(20 * us);
      expect(n == 0 && c.pp->status.load(memory_order_relaxed) == status, "the P is left alone",
             std::string("it is ") + statusname(c.pp), "what retake does with Ps stays as it is");
      equal("sched.nmidlelocked", 0, sched.nmidlelocked,
            "what was taken from nmidlelocked is given back, in any case: or no deadlock is ever "
            "found again");
      sched.midle = nullptr, sched.nmidle = 0;
    }
  });
}
