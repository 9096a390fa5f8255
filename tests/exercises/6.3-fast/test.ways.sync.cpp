// Exercise 6.3, all ways back: what may have become of oldp, and whether a P is idle, or only comes
// later.
#include <counts.hpp>
#include <hand.hpp>
#include <price.hpp>

#include <entersyscall.hpp>
#include <exitsyscallfast.hpp>
#include <sysmon.hpp>

using namespace rt;
using namespace exercise;

enum Oldp { kThere, kInAnothersCall, kRunsElsewhere, kIdle, kNone };
constexpr const char* kBecame[] = {
    "oldp lies where it was left", "oldp is in Psyscall by another M's call",
    "another M runs with oldp", "sysmon has taken oldp, and it is idle",
    "entersyscallblock has handed the P off, so that there is no oldp"};

static M *m, *other;
static G *gp, *g2;
static P *a, *b;

static bool owns() { return m->p && m->p->m == m && status(m->p) == Prunning; }

// M 1 has made some calls before, on A, and has now come back from one more.
static void back(Oldp oldp, bool idle) {
  byhand(2);
  a = allp[0], b = allp[1];
  m = newthread(1), other = newthread(2);
  gp = newgoroutine(1, nullptr), g2 = newgoroutine(2, nullptr);
  gp->stack = g2->stack = {0, UINTPTR_MAX};
  runs(m, gp, Grunning), runs(other, g2, Grunning);
  busy(a, m);
  setg(gp);
  for (int i = 0; i < 3; i++) entersyscall(), exitsyscall();
  expect(owns() && m->p == a, "after three calls M 1 still owns its P", "it does not",
         "oldp in Psyscall is the nearest P there is: take it back");
  if (oldp == kNone) {  // somebody else has A by now
    pidleput(b), entersyscallblock();
    while (pidleget()) {
    }
  } else {
    entersyscall();
  }
  if (oldp != kThere && oldp != kNone) {
    a->status.store(Pidle, memory_order_relaxed);
    nexttick(a->syscalltick);
    if (oldp == kIdle) pidleput(a);
  }
  if (oldp == kInAnothersCall || oldp == kRunsElsewhere || oldp == kNone) setg(g2), acquirep(a);
  if (oldp == kInAnothersCall) entersyscall();
  if (idle) pidleput(b);
  setg(gp);
}

static void nobodyruns() {
  expect(status(gp) != Grunning || owns(), "it is Grunning only when its thread owns a P",
         "it is Grunning, and its thread owns none",
         "a goroutine without a P does not run, on the slow way back neither: first the P "
         "(acquirep), then Grunning");
}

static void way(Oldp oldp, bool idle) {
  std::string what = kBecame[oldp];
  what += idle ? "; B is idle" : "; no P is idle, until one becomes idle later";
  judge(what, [=] {
    crash_breaks("the goroutine gets a P of its own",
                 "without oldp, and without an idle P, one has "
                 "to wait for a P: exitsyscallfast's answer says whether this thread has one");
    back(oldp, idle);
    bool fast = oldp == kThere || oldp == kInAnothersCall;
    bool waits = !fast && !idle && oldp != kIdle;
    P* want = fast ? a : oldp == kIdle && !idle ? a : b;
    Counts before;
    sync::SyncPoints points;
    static int looks;
    looks = 0;
    for (const char* at : {"p.status.load", "p.status.store", "p.status.cas", "p.syscalltick.load",
                           "sched.lock.exchange", "sched.npidle.load"})
      points.before(at, nobodyruns);
    auto comes = [] {
      nobodyruns();
      if (!looks++) pidleput(b);
    };
    if (waits)
      points.before("sched.lock.exchange", comes), points.before("sched.npidle.load", comes, 50);
    points.before("g.status.store", [] {
      expect(owns(), "the goroutine's status changes when its thread owns a P",
             m->p ? "the P is not its own yet" : "it has none",
             "a goroutine without a P does not run, on the slow way back neither: first the P "
             "(acquirep), then Grunning");
    });
    Price price(points);
    int calls = sync::kernelcalls;
    exitsyscall();
    calls = sync::kernelcalls - calls;
    if (fast) price.nothing("the way back to oldp");
    expect(!waits || calls > 0, "between two looks for a P the thread gives its CPU to others",
           "it looks again and again, and never sleeps",
           "who waits for a P takes the CPU from those that have one: waitforp sleeps in between");
    expect(waits || calls == 0, "the kernel is asked for nothing: there is a P",
           "it is called " + show(calls) + "x",
           "nobody waits, yields or sleeps as long as there is a P to take");
    expect(owns() && m->p == want, std::string("M 1 owns ") + (want == a ? "A" : "B"),
           m->p == a   ? "it has A"
           : m->p == b ? "it has B"
                       : "it has none",
           "oldp, if it is in Psyscall; or else an idle P; or else the first that becomes idle");
    expect(status(gp) == Grunning, "the goroutine is running",
           std::string("it is ") + gstatusname(status(gp)), "with a P the goroutine runs again");
    equal("gp.syscallsp", uintptr_t{0}, gp->syscallsp,
          "the goroutine is in no system call any more, whatever way it has come");
    expect(!m->oldp, "m.oldp = null", m->oldp == a ? "m.oldp = A" : "m.oldp = B",
           "oldp is good for one call: whatever way back it was, it is null in the end");
    if (!waits && !fast) before.moves("sched.npidle", -1);
    before.moves(want == a ? "p0.syscalltick" : "p1.syscalltick", oldp == kInAnothersCall ? 2 : 1);
    before.rest(
        "the call is over: the tick of the P that you have now goes on by one, once. That "
        "moves nothing else");
  });
}

TEST_CASE("all ways") {
  for (Oldp oldp : {kThere, kInAnothersCall, kRunsElsewhere, kIdle, kNone})
    for (bool idle : {true, false}) way(oldp, idle);
}

TEST_CASE("two Ps at once") {
  judge(
      "another M runs with oldp, and no P is idle. At the same moment B becomes idle, and the "
      "other "
      "M's goroutine enters a call",
      [] {
        back(kRunsElsewhere, false);
        sync::SyncPoints points;
        static bool came = false;
        points.before("sched.lock.exchange", [] {
          came = true;
          pidleput(b);
          setg(g2), entersyscall(), setg(gp);
        });
        exitsyscall();
        if (!came) return;
        bool idle = sched.pidle == b;
        expect(owns() && (m->p == b) != idle, "M 1 owns one of the two, and the other is free",
               owns() && m->p == a ? "it owns A, and B is neither idle nor anybody's"
                                   : "it owns " + std::string(m->p == b ? "B" : "none"),
               "what waitforp returns is off the list of idle Ps: it is this thread's to run, and "
               "nobody else will ever find it");
      });
}

TEST_CASE("many calls") {
  judge("three hundred calls in a row; nobody wants the P", [] {
    back(kThere, false);
    exitsyscall();
    for (int i = 0; i < 300; i++) {
      entersyscall();
      exitsyscall();
      expect(owns() && status(gp) == Grunning && !m->oldp && !gp->syscallsp,
             "after each of them all is as after the first", "not after call " + show(i + 5),
             "each call stands for itself: what was so of an earlier one says nothing");
    }
    equal("A's syscalltick", 304u, a->syscalltick.load(memory_order_relaxed),
          "the call is over: the tick of the P that you have now goes on by one, once");
  });
}
