// Exercise 5.2, by hand: every P is looked at, and nothing else moves.
#include <counts.hpp>
#include <watched.hpp>

using namespace rt;
using namespace exercise;

TEST_CASE("not in a call") {
  judge("p0 runs and p1 is idle, for 30 ms", [] {
    Watched s(2);
    allp[1]->status.store(Pidle, memory_order_relaxed);
    uint32_t n = 0;
    for (int i = 1; i <= 30; i++) n += s.later(1 * ms);
    expect(
        n == 0 && s.wokenup() == 0 && statusname(allp[0]) == std::string("Prunning") &&
            statusname(allp[1]) == std::string("Pidle"),
        "nothing happens",
        show(n) + " Ps were taken, p0 is " + statusname(allp[0]) + ", p1 is " + statusname(allp[1]),
        "a P that runs is not taken: retake takes Ps in Psyscall only");
  });
  judge("p0 was in a call when sysmon last looked, and is idle now", [] {
    Watched s(1);
    P* pp = allp[0];
    s.enter(pp);
    s.later(20 * us);
    pp->status.store(Pidle, memory_order_relaxed);
    uint64_t handoffs = sched.handoffs.load(memory_order_relaxed);
    uint32_t n = s.later(20 * ms);
    expect(n == 0 && sched.handoffs.load(memory_order_relaxed) == handoffs, "nothing happens",
           "retake = " + show(n),
           "a P in Pidle is passed over: it is on a list, or on its way to a thread");
  });
}

TEST_CASE("several") {
  judge("p0 is idle, p1 runs; p2, p3 and p4 are in calls that last, with a goroutine each", [] {
    Watched s(5);
    allp[0]->status.store(Pidle, memory_order_relaxed);
    for (int i = 2; i < 5; i++) runqput(allp[i], &s.others[i - 2], false), s.enter(allp[i]);
    s.later(20 * us);
    uint32_t n = s.later(20 * us);
    for (int i = 2; i < 5; i++)
      s.goes(allp[i], "p" + show(i), "each look is at all Ps, and each is judged by itself");
    equal("retake", 3u, n, "retake returns how many Ps it took, not whether it took one");
  });
}

TEST_CASE("the counters") {
  judge("a P that another goroutine waits for is taken: all other counters are as before", [] {
    Watched s(2);
    runqput(allp[0], &s.others[0], false);
    s.enter(allp[0]);
    s.later(20 * us);
    Counts before;
    s.later(20 * us);
    before.moves("p0.syscalltick", 1).moves("sched.retakes", 1).moves("sched.handoffs", 1);
    before.moves("sched.nmidle", -1).rest();
  });
}
