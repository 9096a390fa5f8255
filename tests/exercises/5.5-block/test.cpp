// Exercise 5.5, by hand: what must be so when the goroutine is in the kernel; and real calls.
#include <bench.hpp>
#include <counts.hpp>
#include <exercise.hpp>
#include <entersyscall.hpp>
#include <sysmon.hpp>

using namespace rt;
using namespace exercise;

// Goroutine 1 is on M and p0, which has another in its queue or not, and makes a call that blocks.
struct Enter : Bench {
  P* pp;

  explicit Enter(bool others_wait = true) : Bench(2), pp(allp[0]) {
    pp->syscalltick.store(7, memory_order_relaxed);
    m.syscalltick = 3;  // of an earlier call
    if (others_wait) runqput(pp, &others[0], false);
    runs(pp);
  }
};

TEST_CASE("the P") {
  judge("goroutine 1 makes a call that blocks; goroutine 2 waits in its P's queue", [] {
    Enter e;
    entersyscallblock();
    expect(e.woken(e.pp), "an M was woken to run the P",
           e.where(e.pp) + ", and its status is " + statusname(e.pp),
           "the P is handed off at once: nobody waits for sysmon");
    expect(!e.m.p && !e.pp->m, "m.p = null, p.m = null",
           "m.p = " + show(e.m.p) + ", p.m = " + show(e.pp->m),
           "what is handed off is released first: the M in the kernel has no P");
    equal("p.status", std::string("Pidle"), std::string(statusname(e.pp)),
          "a P on its way to another thread is Pidle: nobody may take it from a call that it is "
          "not in");
    equal("Ms woken", 1, e.wokenup(), "one P, one thread: it is handed off once");
  });
}

TEST_CASE("the goroutine") {
  judge("goroutine 1 makes a call that blocks", [] {
    Enter e;
    entersyscallblock();
    equal("status of goroutine 1", std::string("syscall"),
          std::string(gstatusname(e.g.atomicstatus.load(memory_order_relaxed))),
          "a goroutine in the kernel is Gsyscall");
    expect(e.g.m == &e.m && e.m.curg == &e.g, "g.m = m, m.curg = g",
           "g.m = " + show(e.g.m) + ", m.curg = " + show(e.m.curg),
           "the goroutine takes its thread with it into the kernel");
    expect(e.g.syscallpc && e.g.stack.lo < e.g.syscallsp && e.g.syscallsp < e.g.stack.hi,
           "syscallpc and syscallsp are where entersyscallblock was called", "they are not",
           "a debugger finds the goroutine by pc and sp");
  });
}

TEST_CASE("oldp") {
  judge("goroutine 1 makes a call that blocks; m.oldp is null, as exitsyscall has left it", [] {
    Enter e;
    entersyscallblock();
    equal("m.oldp", show(static_cast<P*>(nullptr)), show(e.m.oldp),
          "oldp is a P that was left in Psyscall; this one was given away: the way back must not "
          "look for it");
  });
}

TEST_CASE("the ticks") {
  judge(
      "goroutine 1 makes a call that blocks; p0's syscalltick is 7, m.syscalltick 3 from an "
      "earlier call",
      [] {
        Enter e;
        entersyscallblock();
        equal("p.syscalltick", 8u, e.pp->syscalltick.load(memory_order_relaxed),
              "a call that gives its P away is over for that P: its tick moves on, once");
        equal("m.syscalltick", 7u, e.m.syscalltick,
              "the M remembers the P's tick as it was when the call began");
      });
  for (uint32_t tick : {7u, 0u, ~0u}) {
    judge("goroutine 1 makes a call that blocks; p0's syscalltick is " + show(tick) +
              ", m.syscalltick 90 from an earlier call, on another P",
          [=] {
            Enter e;
            e.m.syscalltick = 90;
            e.pp->syscalltick.store(tick, memory_order_relaxed);
            entersyscallblock();
            equal("p.syscalltick", tick + 1, e.pp->syscalltick.load(memory_order_relaxed),
                  "a call that gives its P away is over for that P: its tick moves on, once");
            equal("m.syscalltick", tick, e.m.syscalltick,
                  "each call notes its P's tick anew, be it lower or higher than the one before");
          });
  }
}

TEST_CASE("nothing to do") {
  judge("goroutine 1 makes a call that blocks; no other is runnable, and p1 is idle", [] {
    Enter e(false);
    e.idle(allp[1]);
    entersyscallblock();
    expect(e.isidle(e.pp) && sched.npidle.load(memory_order_relaxed) == 2 && e.wokenup() == 0,
           "p0 is idle, too", e.where(e.pp), "whether a thread is needed is handoffp's decision");
    equal("p.syscalltick", 8u, e.pp->syscalltick.load(memory_order_relaxed),
          "a call that gives its P away is over for that P, whoever needs it");
  });
}

TEST_CASE("work in the global queue") {
  judge(
      "goroutine 1 makes a call that blocks; its P's queue is empty, goroutine 2 waits in the "
      "global one, and p1 is idle",
      [] {
        Enter e(false);
        e.idle(allp[1]);
        e.global(&e.others[0]);
        entersyscallblock();
        expect(e.woken(e.pp), "an M was woken to run the P", e.where(e.pp),
               "goroutines in the global queue need a P, too: handoffp looks into both");
      });
}

TEST_CASE("nobody could help") {
  judge("goroutine 1 makes a call that blocks; no other is runnable, no P is idle, no M spins", [] {
    Enter e(false);
    entersyscallblock();
    expect(e.woken(e.pp) && e.woken(e.pp)->spinning, "an M was woken for it, to look for work",
           e.where(e.pp),
           "what becomes runnable now would find nobody: handoffp sees to it that one looks");
  });
}

TEST_CASE("the counters") {
  judge("goroutine 1 makes a call that blocks; goroutine 2 waits in its P's queue", [] {
    Enter e;
    Counts before;
    entersyscallblock();
    before.moves("p0.syscalltick", 1).moves("sched.nmidle", -1).leaves("sched.handoffs");
    before.rest(
        "the M in the kernel is not idle, and comes back by itself: the P's tick is all that "
        "moves, and what handoffp counts");
  });
}

TEST_CASE("two threads") {
  judge("goroutine 1 makes a call that blocks, on p0; then goroutine 2 makes one, on p1", [] {
    Enter e;
    entersyscallblock();
    M other{};
    G* gp = &e.others[1];
    gp->m = &other, other.curg = gp, gp->stack = e.g.stack;
    gp->atomicstatus.store(Grunning, memory_order_relaxed);
    setg(gp);
    acquirep(allp[1]);
    allp[1]->syscalltick.store(30, memory_order_relaxed);
    entersyscallblock();
    equal("the second M's syscalltick", 30u, other.syscalltick,
          "each M remembers the tick of the P that it had, at each call");
    equal("the first M's syscalltick", 7u, e.m.syscalltick,
          "each M remembers the tick of the P that it had, at each call");
    equal("p1.syscalltick", 31u, allp[1]->syscalltick.load(memory_order_relaxed),
          "a call that gives its P away is over for that P: its tick moves on, once");
  });
}
