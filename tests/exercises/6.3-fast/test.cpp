// Exercise 6.3, by hand: this thread is M 1, or M 2, and nobody else does anything.
#include <counts.hpp>
#include <hand.hpp>

#include <entersyscall.hpp>
#include <exercise.hpp>
#include <exitsyscallfast.hpp>
#include <fatal.hpp>
#include <sysmon.hpp>

using namespace rt;
using namespace exercise;

static M *m1, *m2;
static G *g1, *g2;
static P *a, *b;

// M 1 owns A and runs goroutine 1, M 2 has no P; of the others, B is the first.
static void setup(int procs) {
  byhand(procs);
  a = allp[0], b = allp[1];
  m1 = newthread(1), m2 = newthread(2);
  g1 = newgoroutine(1, nullptr), g2 = newgoroutine(2, nullptr);
  for (G* gp : {g1, g2}) gp->stack = {0, UINTPTR_MAX};  // we run it on this thread's own stack
  runs(m1, g1, Grunning), runs(m2, g2, Grunning);
  busy(a, m1);
  a->syscalltick.store(40, memory_order_relaxed);
  if (b) b->syscalltick.store(70, memory_order_relaxed);
  setg(g1);
}

static uint32_t tick(P* pp) { return pp->syscalltick.load(memory_order_relaxed); }
static const char* name(P* pp) {
  return !pp ? "no P" : pp == a ? "A" : pp == b ? "B" : "another P";
}

// Takes A out of a call, as retake does.
static void retaken() {
  a->status.store(Pidle, memory_order_relaxed);
  nexttick(a->syscalltick);
}

static void has(M* mp, G* gp, P* pp, const char* rule) {
  expect(mp->p == pp && pp->m == mp && status(pp) == Prunning,
         std::string("M ") + show(mp->id) + " owns " + name(pp),
         std::string("M ") + show(mp->id) + " has " + name(mp->p) + ", whose status is " +
             (mp->p ? show(status(mp->p)) : "nothing"),
         rule);
  expect(status(gp) == Grunning, "the goroutine is running",
         std::string("it is ") + gstatusname(status(gp)), "with a P the goroutine runs again");
  equal("gp.syscallsp", uintptr_t{0}, gp->syscallsp,
        "the goroutine is in no system call any more: syscallsp = 0");
  expect(!mp->oldp, "m.oldp = null", std::string("m.oldp = ") + name(mp->oldp),
         "oldp is good for one call: forget it, or the next way back looks at a P of long ago");
}

static void over(P* pp, uint32_t want) {
  equal(std::string("the syscalltick of ") + name(pp), want, tick(pp),
        "the call is over: the tick of the P that you have now goes on by one, once, and no other "
        "P's does");
}

TEST_CASE("nobody wanted it") {
  judge("nobody has touched A; B is idle", [] {
    setup(2);
    pidleput(b);
    fatal_details = [] {
      expect(false, "M 1 takes A", "one of the runtime's checks ends the program",
             "when exitsyscallfast says true, it has done it: the P is this thread's already");
    };
    entersyscall();
    exitsyscall();
    has(m1, g1, a, "oldp in Psyscall is the nearest P there is: take it back");
    over(a, 41), over(b, 70);
  });
}

TEST_CASE("taken") {
  judge("sysmon has taken A for another M; B is idle", [] {
    setup(2);
    pidleput(b);
    entersyscall();
    retaken();
    setg(g2), acquirep(a), setg(g1);
    exitsyscall();
    has(m1, g1, b, "if oldp is gone, an idle P will do");
    over(b, 71), over(a, 41);
  });
}

TEST_CASE("ABA") {
  static const char* nobodys = "a P in Psyscall is nobody's, whoever left it there: take it";
  judge(
      "A has been taken, M 2 has run with it, and has left it in Psyscall by a call of its own; B "
      "is idle",
      [] {
        setup(2);
        pidleput(b);
        fatal_details = [] {
          expect(false, "M 1 takes A", "it ends the program",
                 "oldp in Psyscall by another call than yours is no error: that call's M will find "
                 "another P");
        };
        entersyscall();
        retaken();
        setg(g2), acquirep(a), entersyscall();
        setg(g1), exitsyscall();
        has(m1, g1, a, nobodys);
        over(a, 43);  // retaken, taken out of the other call, and this call is over
        setg(g2), exitsyscall();
        has(m2, g2, b, "the other M finds oldp gone, and takes an idle P");
        over(b, 71), over(a, 43);
      });
}

TEST_CASE("known to block") {
  judge(
      "an ordinary call; then entersyscallblock, whose P M 2 has in Psyscall by a call of its own; "
      "B is idle",
      [] {
        setup(3);
        pidleput(b), pidleput(allp[2]);
        entersyscall();
        exitsyscall();
        entersyscallblock();  // A is idle now, the first of the list
        setg(g2), acquirep(pidleget()), entersyscall();
        setg(g1), exitsyscall();
        expect(
            m1->p != a, "M 1 takes an idle P", "it takes A, out of M 2's call",
            "oldp is good for one call: forget it, or the next way back looks at a P of long ago");
        has(m1, g1, allp[2], "after entersyscallblock there is no oldp: an idle P will do");
      });
}

TEST_CASE("the counters") {
  judge("nobody has touched A; B is idle: all other counters are as before", [] {
    setup(2);
    pidleput(b);
    entersyscall();
    Counts before;
    exitsyscall();
    before.moves("p0.syscalltick", 1).rest();
  });
}
