// Exercise 7.3, by hand: what exitsyscall0 did right must stay right.
#include <counts.hpp>
#include <hand.hpp>

#include <exitsyscall0.hpp>
#include <fatal.hpp>
#include <lockosthread.hpp>

using namespace rt;
using namespace exercise;

static M *m, *other;
static G *gp, *next;
static bool back, went_on;

static void setup() {
  byhand(2);
  m = newthread(1), other = newthread(2);
  gp = newgoroutine(7, [](G*) { back = true, leave(); });
  next = newgoroutine(8, [](G*) { went_on = true, leave(); });
  runs(m, gp, Gsyscall);
  crash_breaks("goroutine 7 gets a P, or queues",
               "after dropg gp->m and m->curg are null: what you need of them, read before");
  runqput(allp[1], next, false);
  woken(m, allp[1]);
}

static void comeback() {
  mstart(m, m->g0, [] { exitsyscall0(m->curg); });
}

static void queued() {
  expect(sched.runqsize.load(memory_order_relaxed) == 1 && sched.runq.head() == gp,
         "goroutine 7 is in the global queue",
         "the queue has " + show(sched.runqsize.load(memory_order_relaxed)) + " goroutines",
         "a goroutine that comes back without a P queues, be it locked or not");
}

TEST_CASE("a P is idle") {
  judge("a P is idle: nobody queues", [] {
    setup();
    pidleput(allp[0]);
    sched.sysmonwait.store(true, memory_order_relaxed);
    comeback();
    expect(back && m->p == allp[0], "goroutine 7 runs on, with that P", "it does not",
           "with an idle P nobody has to queue");
    expect(iswoken(sched.sysmonnote), "sysmon, which sleeps, is woken", "it sleeps on",
           "whoever makes the first P busy wakes sysmon");
  });
}

TEST_CASE("no P is idle") {
  judge("no P is idle, and goroutine 7 is not locked; later the thread is woken with a P", [] {
    setup();
    busy(allp[0], other);
    fatal_details = [] {
      expect(false, "the thread goes to sleep", "the runtime stops the program",
             "the thread of a goroutine that is not locked sleeps in stopm");
    };
    comeback();
    queued();
    equal("sched.nmidle", 1, sched.nmidle,
          "the thread of a goroutine that is not locked sleeps in stopm");
    expect(went_on && !back, "the thread runs what is first in line on that P, goroutine 8",
           back ? "it runs goroutine 7" : "it runs nothing",
           "a goroutine that stands in a queue is run by whoever takes it out");
  });
}

TEST_CASE("the counters") {
  judge("no P is idle, and goroutine 7 is not locked: all other counters are as before", [] {
    setup();
    busy(allp[0], other);
    Counts before;
    comeback();
    before.moves("sched.runqsize", 1).moves("sched.nmidle", 1);
    before.moves("goroutines in p1's queue", -1).leaves("p1.schedtick").rest();
  });
}

TEST_CASE("no P is idle, and it is locked") {
  judge("no P is idle, and goroutine 7 is locked to its thread, to which somebody gives a P for it",
        [] {
          setup();
          busy(allp[0], other);
          runqput(allp[0], runqget(allp[1], &went_on), false);  // nothing on this P
          gp->lockedm = m, m->lockedg = gp, m->lockedExt = 1;
          sched.mcount = 2;
          fatal_details = [] {
            if (sched.nmidlelocked > 0 && !iswoken(m->park))
              expect(false, "woken with a P, the thread runs goroutine 7",
                     "it looks for other work, and the runtime stops the program",
                     "the P that stoplockedm comes back with is meant for this goroutine: execute "
                     "it");
            expect(false, "nobody sees a deadlock: the other thread is awake",
                   "the runtime stops the program",
                   "the thread of a locked goroutine sleeps in stoplockedm, once: not in stopm");
          };
          comeback();
          queued();
          expect(sched.nmidle == 0 && sched.nmidlelocked == 1,
                 "the thread was counted in nmidlelocked, not in nmidle",
                 "nmidlelocked = " + show(sched.nmidlelocked) + ", nmidle = " + show(sched.nmidle),
                 "the thread of a locked goroutine sleeps in stoplockedm, once: not in stopm");
          expect(back && m->p == allp[1], "goroutine 7 runs, with that P", "it does not",
                 "the P that stoplockedm comes back with is meant for this goroutine");
        });
}
