// Exercise 5.1, by hand: what must be so when the goroutine is in the kernel; and real calls.
#include <bench.hpp>
#include <counts.hpp>
#include <exercise.hpp>
#include <entersyscall.hpp>
#include <sysmon.hpp>

using namespace rt;
using namespace exercise;

// Goroutine 1 is on M and p0, which has others in its queue or not, and enters the kernel.
struct Enter : Bench {
  P* pp;
  uintptr_t pc, sp;
  std::string before;

  explicit Enter(bool others_wait = true) : Bench(2), pp(allp[0]) {
    pp->syscalltick.store(7, memory_order_relaxed);
    m.syscalltick = 3;  // of an earlier call
    if (others_wait) {
      for (G& gp : others) runqput(pp, &gp, true);
    }
    runs(pp);
    pc = reinterpret_cast<uintptr_t>(&noted);
    sp = g.stack.hi - 4096;
  }
  static uint32_t noted(uint32_t key) { return key; }
  void enter() {
    before = queue(m.p);
    reentersyscall(pc, sp);
  }
  void keeps(const P* left) const {
    equal("the P's queue", before, queue(left), "the P keeps its queue: its next owner runs it");
  }
  // sysmon was in its deep sleep.
  static void woken(const std::string& rule) {
    bool woken = sched.sysmonnote.key.load(memory_order_relaxed) == 1;
    bool flag = sched.sysmonwait.load(memory_order_relaxed);
    expect(!woken || !flag, "it is woken, and sysmonwait is false",
           "it is woken, but sysmonwait still says that it sleeps",
           "whoever wakes sysmon clears sysmonwait, under sched.lock, as wakesysmon does: or the "
           "next one wakes it a second time");
    expect(woken && !flag, "it is woken", "it sleeps on", rule);
  }
};

TEST_CASE("the P") {
  judge("goroutine 1 enters the kernel", [] {
    Enter e;
    e.enter();
    equal("p.status", std::string("Psyscall"), std::string(statusname(e.pp)),
          "a P whose goroutine is in the kernel is Psyscall: not idle, for it can be taken back, "
          "and not running, "
          "for others may take it");
    expect(!e.pp->m && !e.m.p, "p.m = null, m.p = null",
           "p.m = " + show(e.pp->m) + ", m.p = " + show(e.m.p),
           "nobody owns a P in Psyscall: p.m and m.p are null");
    expect(!e.isidle(e.pp) && sched.npidle.load(memory_order_relaxed) == 0 && e.wokenup() == 0,
           "the P is on no list, and nobody was woken for it", e.where(e.pp),
           "the P stays where it is, in Psyscall, until sysmon or another M takes it");
    equal("p.syscalltick", 7u, e.pp->syscalltick.load(memory_order_relaxed),
          "the tick moves on when a call is over, or loses its P: while it stands still it is one "
          "and the same call");
    expect(!runqempty(e.pp) && sched.runqsize.load(memory_order_relaxed) == 0,
           "the others are in the P's queue", "they are not",
           "the P keeps its queue: its next owner runs it");
    e.keeps(e.pp);
  });
}

TEST_CASE("the way back") {
  judge(
      "goroutine 1 enters the kernel; p0's syscalltick is 7, m.syscalltick 3 from an earlier call",
      [] {
        Enter e;
        e.enter();
        equal("m.oldp", show(e.pp), show(e.m.oldp),
              "oldp is the P that the way back looks for first");
        equal("m.syscalltick", 7u, e.m.syscalltick,
              "the M remembers the P's tick: or the way back cannot tell whether the P was away");
      });
  for (uint32_t tick : {7u, 0u, ~0u}) {
    judge("goroutine 1 enters the kernel; p0's syscalltick is " + show(tick) +
              ", m.syscalltick 90 from an earlier call, on another P",
          [=] {
            Enter e;
            e.m.syscalltick = 90, e.m.oldp = allp[1];
            e.pp->syscalltick.store(tick, memory_order_relaxed);
            e.enter();
            equal("m.syscalltick", tick, e.m.syscalltick,
                  "each call notes its P's tick anew, be it lower or higher than the one before");
            equal("p.syscalltick", tick, e.pp->syscalltick.load(memory_order_relaxed),
                  "the tick moves on when a call is over, or loses its P");
            expect(e.m.oldp == e.pp, "m.oldp is p0", "it is another", "each call notes its P anew");
          });
  }
}

TEST_CASE("the goroutine") {
  judge("goroutine 1 enters the kernel", [] {
    Enter e;
    e.enter();
    equal("status of goroutine 1", std::string("syscall"),
          std::string(gstatusname(e.g.atomicstatus.load(memory_order_relaxed))),
          "a goroutine in the kernel is Gsyscall");
    equal("syscallpc", hex(e.pc), hex(e.g.syscallpc),
          "a debugger finds the goroutine by pc and sp as they were given");
    equal("syscallsp", hex(e.sp), hex(e.g.syscallsp),
          "a debugger finds the goroutine by pc and sp as they were given");
    expect(e.g.m == &e.m && e.m.curg == &e.g, "g.m = m, m.curg = g",
           "g.m = " + show(e.g.m) + ", m.curg = " + show(e.m.curg),
           "the goroutine takes its thread with it into the kernel");
  });
}

TEST_CASE("sysmon") {
  judge("sysmon is in its deep sleep", [] {
    Enter e;
    sched.sysmonwait.store(true, memory_order_relaxed);
    e.enter();
    e.woken("nobody but sysmon takes a P from a call that blocks: it must be awake");
    e.keeps(e.pp);
  });
  judge("sysmon is awake", [] {
    Enter e;
    e.enter();
    equal("sched.sysmonnote", 0u, sched.sysmonnote.key.load(memory_order_relaxed),
          "a note is for one wake-up: wake only who sleeps");
  });
}

TEST_CASE("whoever waits") {
  judge(
      "goroutine 1 enters the kernel; no other is runnable, p1 is idle, and sysmon is in its deep "
      "sleep",
      [] {
        Enter e(false);
        e.idle(allp[1]);
        sched.sysmonwait.store(true, memory_order_relaxed);
        e.enter();
        equal("p.status", std::string("Psyscall"), std::string(statusname(e.pp)),
              "whether others need the P is for sysmon to find out, later: it lies in Psyscall in "
              "any "
              "case");
        e.woken(
            "others may want the P later, and nobody but sysmon takes it from a call that blocks: "
            "it must be awake, whatever waits now");
        e.keeps(e.pp);
      });
}

TEST_CASE("twice") {
  judge("goroutine 1 enters the kernel a second time, with p1; sysmon fell asleep in between", [] {
    Enter e;
    e.enter();
    e.g.atomicstatus.store(Grunning, memory_order_relaxed);
    if (e.m.p) releasep();  // not so in a right answer
    acquirep(allp[1]);
    allp[1]->syscalltick.store(30, memory_order_relaxed);
    runqput(allp[1], &e.others[3], true);
    sched.sysmonwait.store(true, memory_order_relaxed);
    e.pc++, e.sp -= 64;
    e.enter();
    expect(e.m.oldp == allp[1] && e.m.syscalltick == 30, "m.oldp and m.syscalltick are p1's",
           "m.oldp is " +
               std::string(e.m.oldp == e.pp ? "p0"
                           : e.m.oldp       ? "p1"
                                            : "null") +
               ", m.syscalltick = " + show(e.m.syscalltick),
           "each call notes the P, and its tick, anew");
    expect(e.g.syscallpc == e.pc && e.g.syscallsp == e.sp,
           "syscallpc and syscallsp are this call's", "they are those of the call before",
           "each call notes where it is anew");
    equal("p1.status", std::string("Psyscall"), std::string(statusname(allp[1])),
          "each call lets go of the P that its M has");
    e.woken("sysmon may fall asleep again and again: each call looks whether it does");
    e.keeps(allp[1]);
  });
}

TEST_CASE("the counters") {
  judge("goroutine 1 enters the kernel; all counters are as before", [] {
    Enter e;
    Counts before;
    e.enter();
    before.rest(
        "a call that begins is counted nowhere: the M is not idle, the time slice goes on, "
        "and what sysmon has seen is for sysmon to note");
    expect(!e.m.spinning && !e.m.nextp, "m.spinning = false, m.nextp = null", "they are not",
           "the M only lets go of its P");
  });
}
