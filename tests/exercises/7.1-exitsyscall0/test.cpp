// Exercise 7.1, by hand: one thread comes back, with a P to be had or without.
#include <hand.hpp>

#include <exercise.hpp>

#include <exitsyscall0.hpp>
#include <fatal.hpp>
#include <lockosthread.hpp>
#include <sysmon.hpp>

using namespace rt;
using namespace exercise;

static M *m, *other;
static G *gp, *next;
static bool back, went_on;

// Two goroutines: gp is back from the kernel, and `next` waits on a P for the thread to look for
// work.
static void setup(int procs) {
  byhand(procs);
  m = newthread(1), other = newthread(2);
  gp = newgoroutine(7, [](G*) { back = true, leave(); });
  next = newgoroutine(8, [](G*) { went_on = true, leave(); });
  runs(m, gp, Gsyscall);
  crash_breaks("goroutine 7 gets a P, or queues",
               "after dropg gp->m and m->curg are null: what you need of them, read before");
}

static void comeback() {
  mstart(m, m->g0, [] { exitsyscall0(m->curg); });
}

static void unlocked() {
  expect(!exercise::locked(), "sched.lock is free", "it is still held", "what locks, unlocks");
}

static void ranhere(P* pp) {
  expect(back, "goroutine 7 runs on",
         "it does not run, and the thread has ended or does something else",
         "with an idle P nobody has to queue: the thread takes it, and runs gp at once");
  expect(m->p == pp && pp->m == m && status(pp) == Prunning, "m.p = the idle P, which is Prunning",
         "m.p = " + show(m->p) + ", its status " + show(status(pp)),
         "with an idle P nobody has to queue, locked or not: the thread takes that P");
  expect(gp->m == m && m->curg == gp && status(gp) == Grunning,
         "gp and m belong together, gp is running",
         "gp.m = " + show(gp->m) + ", gp is " + gstatusname(status(gp)),
         "from runnable to running goes execute, which ties gp to the thread again");
  equal("sched.runqsize", 0, sched.runqsize.load(memory_order_relaxed),
        "a goroutine that runs stands in no queue: somebody would run it a second time");
  equal("sched.nmidle", 0, sched.nmidle, "a thread that has a P does not sleep");
  equal("sched.npidle", 0, sched.npidle.load(memory_order_relaxed), "take one P, and no more");
}

// A P is idle. Should the thread go to sleep all the same, it is woken with another one.
static void onepidle() {
  setup(2);
  pidleput(allp[0]);
  runqput(allp[1], next, false);
  woken(m, allp[1]);
}

TEST_CASE("a P has come free") {
  judge("no P was idle when exitsyscallfast looked; now one is", [] {
    onepidle();
    comeback();
    ranhere(allp[0]);
    unlocked();
    expect(!iswoken(sched.sysmonnote), "sysmon is left alone: it is awake",
           "its note has been woken",
           "a note is woken only for one who sleeps: sched.sysmonwait says so");
  });
}

// Should the thread look for work with that P, it looks into the global queue first.
TEST_CASE("a P has come free, and others wait") {
  judge("now a P is idle, and goroutine 9 has just been put into the global queue", [] {
    static int turn;
    static const char* first;
    onepidle();
    gp = newgoroutine(7, [](G*) { back = true, first = turn++ ? first : "7", leave(); });
    runs(m, gp, Gsyscall);
    globrunqput(newgoroutine(9, [](G*) { first = turn++ ? first : "9", leave(); }));
    allp[0]->turns.store(1000, memory_order_relaxed);
    comeback();
    expect(
        first && *first == '7', "goroutine 7 runs, at once",
        first ? "goroutine 9 runs, and goroutine 7 waits in a queue" : "nothing runs",
        "the P was taken for goroutine 7: execute it. To queue it, and look for work, lets others "
        "come first");
  });
}

TEST_CASE("a P has come free, and sysmon sleeps") {
  judge("now a P is idle, and sysmon is in its deep sleep", [] {
    onepidle();
    sched.sysmonwait.store(true, memory_order_relaxed);
    comeback();
    ranhere(allp[0]);
    unlocked();
    expect(iswoken(sched.sysmonnote) && !sched.sysmonwait.load(memory_order_relaxed),
           "sysmon is woken", "it sleeps on, for up to a minute",
           "whoever makes the first P busy wakes sysmon, or nobody watches what runs on it");
  });
}

TEST_CASE("a P has come free for a locked goroutine") {
  judge("now a P is idle, and the goroutine is locked to its thread", [] {
    onepidle();
    gp->lockedm = m, m->lockedg = gp, m->lockedExt = 1;
    fatal_details = [] {
      expect(false, "goroutine 7 runs, at once", "it does not, and the runtime stops the program",
             "the P was taken for goroutine 7: execute it. To queue it, and look for work, lets "
             "others come first");
    };
    comeback();
    ranhere(allp[0]);
    equal("sched.nmidlelocked", 0, sched.nmidlelocked, "a thread that has a P does not sleep");
  });
}

static void queued(P* elsewhere) {
  bool local = !runqempty(elsewhere);
  expect(!local, "the queue of the other thread's P is empty", "goroutine 7 stands in it",
         "only its owner puts goroutines into a P's queue; without a P there is the global one");
  equal("sched.runqsize", 1, sched.runqsize.load(memory_order_relaxed),
        "without a P to be had, the goroutine goes into the global queue, once");
  expect(sched.runq.head() == gp, "sched.runq holds goroutine 7",
         "it holds " + show(sched.runq.head()),
         "without a P to be had, the goroutine goes into the global queue, once");
}

TEST_CASE("no P is idle") {
  judge("no P is idle; later another thread gives this one a P, on which goroutine 8 waits", [] {
    setup(2);
    busy(allp[0], other);
    runqput(allp[1], next, false);
    sched.sysmonwait.store(true, memory_order_relaxed);
    woken(m, allp[1]);
    loop_breaks("goroutine 7 queues, and its thread sleeps",
                "without a P nobody uses a processor: to wait for one is what the queue is for");
    comeback();
    expect(
        !back, "goroutine 7 waits for its turn", "it runs on, on this thread",
        "without a P the goroutine queues: the P that comes later is for whoever is first in line");
    queued(allp[0]);
    equal("sched.nmidle", 1, sched.nmidle,
          "a thread without a P sleeps in stopm, on the list from which others wake it");
    expect(went_on && m->p == allp[1],
           "woken with a P, the thread looks for work, and runs goroutine 8",
           went_on ? "it runs it without the P" : "it has ended without looking",
           "a thread that wakes up from stopm has a P, and goes into schedule");
    expect(status(gp) == Grunnable, "goroutine 7 is runnable",
           std::string("it is ") + gstatusname(status(gp)),
           "who stands in a queue is runnable: not running, and not in the kernel any more");
    expect(gp->m == nullptr, "gp.m = null", "gp.m = " + show(gp->m),
           "who stands in a queue belongs to no thread: dropg");
    unlocked();
    expect(!iswoken(sched.sysmonnote), "sysmon sleeps on", "it is woken",
           "without an idle P nothing changes: wake sysmon for a P that you got");
  });
}

TEST_CASE("no P is idle, and the goroutine is locked") {
  judge("no P is idle; goroutine 7 is locked to this thread, to which somebody gives a P for it",
        [] {
          setup(2);
          busy(allp[0], other);
          gp->lockedm = m, m->lockedg = gp, m->lockedExt = 1;
          woken(m, allp[1]);
          may_sleep =
              "the P that stoplockedm comes back with is meant for this goroutine: execute it";
          fatal_details = [] {
            if (sched.nmidlelocked > 0 && !iswoken(m->park))
              expect(false, "woken with a P, the thread runs goroutine 7",
                     "it looks for other work, and the runtime stops the program", may_sleep);
          };
          comeback();
          equal("sched.nmidle", 0, sched.nmidle,
                "a thread that is locked to its goroutine sleeps in stoplockedm: in stopm anybody "
                "might give it a P");
          equal("sched.nmidlelocked", 1, sched.nmidlelocked,
                "a thread that is locked to its goroutine sleeps in stoplockedm: in stopm anybody "
                "might give it a P");
          expect(back && m->p == allp[1], "woken with a P, the thread runs goroutine 7",
                 went_on ? "it runs goroutine 8" : "it does not",
                 "a thread that is locked to its goroutine runs that one, and nothing else");
          queued(allp[0]);
          unlocked();
        });
}

TEST_CASE("two Ps have come free") {
  judge("now two Ps are idle", [] {
    setup(3);
    pidleput(allp[1]), pidleput(allp[0]);
    comeback();
    expect(back, "goroutine 7 runs on", "it does not",
           "with an idle P nobody has to queue: the thread takes it, and runs gp at once");
    equal("sched.npidle", 1, sched.npidle.load(memory_order_relaxed), "take one P, and no more");
  });
}
