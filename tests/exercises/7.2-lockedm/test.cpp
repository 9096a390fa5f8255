// Exercise 7.2, by hand: one thread that goes to sleep, and one that wakes it.
#include <hand.hpp>

#include <exercise.hpp>
#include <fatal.hpp>
#include <lockosthread.hpp>
#include <sysmon.hpp>

using namespace rt;
using namespace exercise;

static M *m, *other;
static G *gp, *next;
static const char* deadlock;  // the rule, should checkdead see one
static bool strayed;          // goroutine 7 has run

// m is locked to goroutine 7. There is another thread, and there are no more than those two.
static void setup(int procs) {
  byhand(procs);
  m = newthread(1), other = newthread(2);
  gp = newgoroutine(7, [](G*) { strayed = true, leave(); });
  next = newgoroutine(8, [](G*) { leave(); });
  gp->lockedm = m, m->lockedg = gp, m->lockedExt = 1;
  sched.allgs = gp, gp->alllink = next;
  sched.mcount = 2;
  may_sleep =
      "sleep once. A wake-up may come before the sleep: clear the note afterwards, or it is lost";
  fatal_details = [] {
    expect(false, "the other thread goes on", "checkdead, or another check, ends the program",
           deadlock);
  };
}

static void stop() {
  mstart(m, m->g0, [] {
    stoplockedm();
    gogo(getg());
  });
}

static void awake(P* pp) {
  expect(m->p == pp && pp->m == m && status(pp) == Prunning, "m.p = the P that it was given",
         "m.p = " + show(m->p) + ", its status " + show(status(pp)),
         "whoever wakes the thread has left a P in nextp: acquire it");
  equal("m.nextp", static_cast<P*>(nullptr), m->nextp,
        "take the P out of nextp, or it is given twice");
  expect(!iswoken(m->park), "m.park is ready for the next time", "it still is woken",
         "clear the note after you slept, or you do not sleep the next time");
  equal("sched.nmidle", 0, sched.nmidle,
        "a thread that waits for its own goroutine is not on the list of those that run just "
        "anything");
  equal("sched.nmidlelocked", 1, sched.nmidlelocked,
        "a thread that sleeps here is counted in nmidlelocked, until startlockedm counts it as "
        "awake again");
  expect(!exercise::locked(), "sched.lock is free", "it is still held", "what locks, unlocks");
}

TEST_CASE("stop, with a P") {
  judge(
      "stoplockedm: the thread has a P, on which goroutine 8 waits, and another thread sleeps", [] {
        setup(2);
        deadlock =
            "others need the P: hand it off before you sleep. And first the P into other hands, "
            "then "
            "count yourself out: in between a deadlock is seen that is none";
        busy(allp[0], m);
        runqput(allp[0], next, false);
        mput(other);
        woken(m, allp[1]);
        fatal_details = [] {
          const char* keeps = "others need the P: hand it off before you sleep";
          expect(false, "the P goes to the other thread",
                 "checkdead, or another check, ends the program",
                 m->p && !iswoken(m->park) ? keeps : deadlock);
        };
        stop();
        expect(iswoken(other->park) && other->nextp == allp[0],
               "the other thread has been woken for that P", "it sleeps on, and goroutine 8 waits",
               "others need the P: hand it off before you sleep");
        awake(allp[1]);
      });
}

TEST_CASE("stop, with a P that nobody needs") {
  judge("stoplockedm: the thread has a P, on which nothing waits; another P is idle", [] {
    setup(3);
    sched.mcount = 100;
    deadlock = "handoffp makes a P idle that nobody needs";
    busy(allp[0], m);
    pidleput(allp[2]);
    mput(other);
    woken(m, allp[1]);
    stop();
    expect(!iswoken(other->park) && sched.npidle.load(memory_order_relaxed) == 2,
           "the P is idle, and nobody was woken for it",
           iswoken(other->park) ? "another thread was woken for it" : "it is on no list",
           "whether a thread is needed for a P is handoffp's decision");
    equal("sched.nmidlelocked", 1, sched.nmidlelocked,
          "a thread that sleeps here is counted in nmidlelocked, once");
  });
}

TEST_CASE("stop, without a P") {
  judge("stoplockedm: the thread has no P, since it comes from exitsyscall0", [] {
    setup(2);
    deadlock = "who has no P has none to hand off";
    busy(allp[0], other);
    woken(m, allp[1]);
    stop();
    awake(allp[1]);
  });
}

TEST_CASE("stop, as the last one") {
  judge("stoplockedm: all others sleep, and no goroutine is left", [] {
    setup(3);
    pidleput(allp[2]);
    busy(allp[0], m);
    mput(other);
    sched.allgs = nullptr;
    woken(m, allp[1]);
    stop();
    expect(sched.done.load(memory_order_relaxed), "checkdead has seen that nobody is awake",
           "nobody has looked: the program would hang",
           "incidlelocked(1) counts a thread that sleeps here, under sched.lock, and looks whether "
           "it was the last one awake: to count it yourself looks for nothing");
  });
}

TEST_CASE("start") {
  judge("startlockedm: another thread has a P and has found goroutine 7, whose own thread sleeps",
        [] {
          setup(2);
          deadlock =
              "a thread that is woken no longer counts as asleep: else the next one to fall asleep "
              "sees a false deadlock";
          static const char* wakes =
              "the thread to wake is the one that the goroutine is locked to, once; then this one "
              "sleeps in stopm, as any thread does that is not locked";
          may_sleep = wakes;
          fatal_details = [] {
            expect(!other->p || sched.nmidlelocked != 0,
                   "the thread gives its P to goroutine 7's thread, and sleeps",
                   "it still has the P, and can't go to sleep like that",
                   "two threads can't own a P: release it before you give it away");
            expect(sched.nmidlelocked == 0, "the other thread goes on",
                   "checkdead, or another check, ends the program", deadlock);
            expect(false, "goroutine 7's thread is woken, and this one sleeps",
                   "one of the runtime's checks ends the program", wakes);
          };
          sched.nmidlelocked = 1;
          busy(allp[0], other);
          woken(other, allp[1]);
          mstart(other, other->g0, [] {
            startlockedm(gp);
            gogo(getg());
          });
          expect(!strayed, "it returns: schedule looks for something else to run",
                 "it runs goroutine 7, on the thread that has found it",
                 "a goroutine that is locked to a thread runs on no other: its own thread does it");
          expect(m->nextp == allp[0], "goroutine 7's thread has the P in nextp",
                 "nextp = " + show(m->nextp),
                 "the locked thread gets the P of the one that found its goroutine");
          expect(!allp[0]->m && status(allp[0]) == Pidle, "that P is nobody's for now",
                 "its status is " + show(status(allp[0])),
                 "two threads can't own a P: release it before you give it away");
          expect(iswoken(m->park), "goroutine 7's thread is woken", "it sleeps on",
                 "a P in nextp is worth nothing to a thread that sleeps");
          equal("sched.nmidlelocked", 0, sched.nmidlelocked,
                "a thread that is woken no longer counts as asleep");
          expect(sched.nmidle == 1 && sched.midle == other, "the other thread has slept in stopm",
                 "sched.nmidle = " + show(sched.nmidle),
                 "a thread that has given its P away has nothing to run, and sleeps in stopm");
          expect(other->p == allp[1], "it has the P that it was woken with",
                 "its P is " + show(other->p), "stopm comes back with a P");
        });
}
