// Exercise 7.2, what only sync points show: how things stand when a thread falls asleep, and when
// it is woken.
#include <explored.hpp>
#include <hand.hpp>

#include <fatal.hpp>
#include <lockosthread.hpp>
#include <sync_points.hpp>

using namespace rt;
using namespace exercise;

static M *m, *other;
static G* gp;

static void setup(int procs = 2) {
  byhand(procs);
  m = newthread(1), other = newthread(2);
  gp = newgoroutine(7, [](G*) { leave(); });
  gp->lockedm = m, m->lockedg = gp, m->lockedExt = 1;
}

TEST_CASE("the moment in which it falls asleep") {
  judge("stoplockedm: the moment in which the thread falls asleep", [] {
    setup();
    busy(allp[0], m);
    runqput(allp[0], newgoroutine(8, [](G*) { leave(); }), false);
    mput(other);
    notewakeup(&m->park);  // and the P comes at the last moment
    fatal_details = [] {
      expect(
          false, "handoffp finds somebody for the P", "the runtime ends the program",
          "others need the P: handoffp knows whether anything waits for it, and who can run that");
    };
    sync::SyncPoints points;
    points.before("m.park.load", [] {
      expect(!m->p, "it has no P", "it still has one",
             "others need the P: hand it off before you sleep");
      expect(other->nextp == allp[0], "another thread has the P", "nobody has it",
             "others need the P: hand it off before you sleep");
      expect(sched.nmidlelocked == 1, "sched.nmidlelocked = 1",
             "sched.nmidlelocked = " + show(sched.nmidlelocked) +
                 ", sched.nmidle = " + show(sched.nmidle),
             "a thread that sleeps here is counted in nmidlelocked, before it sleeps");
      expect(iswoken(m->park), "m.park as it was: woken already", "it has been cleared",
             "a wake-up may come before the sleep: clear the note afterwards, or it is lost");
      m->nextp = allp[1];
    });
    const char* late =
        "whoever wakes the thread leaves a P in nextp before that: look there when you are awake";
    crash_breaks("the thread acquires the P that it was woken with", late);
    mstart(m, m->g0, [] {
      stoplockedm();
      gogo(getg());
    });
    expect(m->p == allp[1], "m.p = the P that it was woken with", "m.p = " + show(m->p), late);
  });
}

TEST_CASE("the moment in which it falls asleep, and nobody needs its P") {
  judge("stoplockedm: nothing waits, another P is idle, and the thread falls asleep", [] {
    setup(3);
    busy(allp[0], m);
    pidleput(allp[2]);
    woken(m, allp[1]);
    sync::SyncPoints points;
    points.before("m.park.load", [] {
      expect(!m->p && sched.pidle == allp[0], "its P is idle", "the thread still has it",
             "a thread sleeps without a P, even if nobody needs it now: whoever comes back from a "
             "call, or makes a goroutine runnable, looks for one that is idle");
    });
    mstart(m, m->g0, [] {
      stoplockedm();
      gogo(getg());
    });
  });
}

// With no goroutine left, checkdead ends the run.
TEST_CASE("the moment in which it looks for a deadlock") {
  judge("stoplockedm: all others sleep, no goroutine is left, and the thread sees that", [] {
    setup();
    sched.mcount = 2, sched.allgs = nullptr;
    mput(other);
    woken(m, allp[1]);
    sync::SyncPoints points;
    points.before("sched.done.store", [] {
      expect(exercise::locked(), "sched.lock is held while it looks for a deadlock",
             "nobody holds it",
             "who counts a thread out looks for a deadlock in the same section: without the lock "
             "others come and go meanwhile, and what it counts was never so (incidlelocked)");
    });
    mstart(m, m->g0, [] {
      stoplockedm();
      gogo(getg());
    });
  });
}

TEST_CASE("the moment in which it is woken") {
  judge("startlockedm: the moment in which the locked thread is woken", [] {
    setup();
    sched.nmidlelocked = 1;
    busy(allp[0], other);
    woken(other, allp[1]);
    fatal_details = [] {
      expect(false, "the locked thread is woken, once", "the runtime ends the program",
             "the one to wake is the thread that the goroutine is locked to");
    };
    sync::SyncPoints points;
    int before = points.hits("sched.lock.exchange");
    points.before("m.park.exchange", [&points, before] {
      expect(m->nextp == allp[0], "the P lies in its nextp", "nextp = " + show(m->nextp),
             "first the P into nextp, then the wake-up: the thread looks there at once");
      expect(!allp[0]->m && !other->p && status(allp[0]) == Pidle, "nobody owns that P any more",
             "the thread that gives it away still does",
             "two threads can't own a P: release it first");
      equal("sched.nmidlelocked", 0, sched.nmidlelocked,
            "first count it as awake, then wake it: it may fall asleep again at once, and see a "
            "false deadlock");
      expect(exercise::locked() || points.hits("sched.lock.exchange") > before,
             "sched.lock was held when nmidlelocked moved", "it was not",
             "nmidlelocked is protected by sched.lock: incidlelocked takes it");
      hands_off(gp, "from here on the thread leaves goroutine 7 alone",
                "once its thread is woken, the goroutine runs there, and may have ended: what you "
                "want to know of it, read before");
    });
    mstart(other, other->g0, [] {
      startlockedm(gp);
      gogo(getg());
    });
  });
}

// --- all schedules ---

static sync::World world;
static int left;

static void schedules(const char* scenario, int procs, int others, int preemptions) {
  sync::Scenario s = {
      .setup =
          [=] {
            world.reset(procs);
            left = 1 + others;
            auto first = [](G*) {
              LockOSThread();
              M* mine = getg()->m;
              for (int i = 0; i < 2; i++) {
                gosched();
                sync::expect(getg()->m == mine, "a locked goroutine runs on another thread");
                sync::expect(mine->p && mine->p->m == mine, "two threads have the same P");
              }
              UnlockOSThread();
              left--;
              sync::parkforever();
            };
            auto second = [](G*) {
              for (int i = 0; i < 2; i++) {
                gosched();
                sync::expect(getg()->m->p->m == getg()->m, "two threads have the same P");
              }
              left--;
              sync::parkforever();
            };
            runqput(allp[0], world.g(first), false);
            for (int i = 0; i < others; i++) runqput(allp[0], world.g(second), false);
            world.m(allp[0]);
            for (int i = 1; i < procs; i++) pidleput(allp[i]);
          },
      .threads = {{"M1", [] { world.run(world.ms[0].get()); }}},
      .check = [] { sync::expect(left == 0, "a goroutine never ran again"); },
      .sleepers = true,
      .preemptions = preemptions,
      .at = {"m.park", "p.status", "sched.lock", "sched.npidle"},
  };
  const char* one = "two threads can't own a P: release it first";
  explored(world, scenario, s, "all come to their end",
           {{"two threads", one},
            {"wirep: ", one},
            {"never ran again",
             "whoever gives its P away has woken the one that it is for, or handed it off"},
            {"another thread", "a goroutine that is locked to a thread runs on no other"}});
}
TEST_CASE("one P") { schedules("one P: a locked goroutine and another one take turns", 1, 1, 2); }
TEST_CASE("two Ps") { schedules("two Ps: a locked goroutine and two others take turns", 2, 2, 1); }
