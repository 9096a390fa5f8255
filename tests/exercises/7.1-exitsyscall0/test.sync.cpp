// Exercise 7.1, what only sync points show: the moment in which others can find the goroutine, and
// the moment in which the thread falls asleep.
#include <hand.hpp>

#include <exitsyscall0.hpp>
#include <lockosthread.hpp>
#include <sync_points.hpp>
#include <sysmon.hpp>

using namespace rt;
using namespace exercise;

static M *m, *other;
static G *gp, *next;

static void setup() {
  byhand(2);
  m = newthread(1), other = newthread(2);
  gp = newgoroutine(7, [](G*) { leave(); });
  next = newgoroutine(8, [](G*) { leave(); });
  runs(m, gp, Gsyscall);
  busy(allp[0], other);
  runqput(allp[1], next, false);
  woken(m, allp[1]);
}

static void comeback() {
  mstart(m, m->g0, [] { exitsyscall0(m->curg); });
}

// The other thread's P, idle.
static P* releasedp() {
  P* pp = allp[0];
  pp->m = nullptr, other->p = nullptr;
  pp->status.store(Pidle, memory_order_relaxed);
  return pp;
}

static bool inqueue() { return sched.runq.head() == gp; }

static void letgo(bool mine) {
  judge(std::string("no P is idle") + (mine ? ", and goroutine 7 is locked to its thread" : "") +
            ": the moment in which sched.lock is let go, and others can find goroutine 7",
        [=] {
          setup();
          if (mine) gp->lockedm = m, m->lockedg = gp;
          static bool locked;
          locked = mine;
          sync::SyncPoints points;
          points.before("sched.lock.exchange", [] {
            if (!inqueue()) return;
            expect(status(gp) == Grunnable, "goroutine 7 is runnable",
                   std::string("it is ") + gstatusname(status(gp)),
                   "runnable first, then into the queue: whoever takes it out runs it at once");
            expect(
                !gp->m && !m->curg, "gp.m = null and m.curg = null",
                "gp.m = " + show(gp->m) + ", m.curg = " + show(m->curg),
                "dropg first, then into the queue: whoever takes it out ties it to another "
                "thread at once. (One that is locked to its thread as well: it does not run now)");
            if (locked) return;  // it comes back to this thread
            hands_off(gp, "from here on the thread leaves goroutine 7 alone",
                      "once others can find it, a goroutine is theirs: what you want to know of "
                      "it, read before "
                      "you unlock");
          });
          comeback();
        });
}
TEST_CASE("the run ends") {
  judge("the thread sleeps, and the run ends: it is woken without a P", [] {
    setup();
    m->nextp = nullptr;
    static bool ran;
    ran = false;
    gp->sched = next->sched = newgoroutine(9, [](G*) { ran = true, leave(); })->sched;
    sync::SyncPoints points;
    points.before("m.park.load", [&points] {
      sched.done.store(true, memory_order_relaxed);
      points.before(
          "sched.lock.cas",
          [] {
            expect(false, "the thread leaves the scheduler",
                   "it tries to sleep again, over and over",
                   "stopm comes back without a P when the run is over: schedule knows what to do "
                   "then");
          },
          50);
    });
    fatal_details = [] {
      expect(false, "the thread leaves the scheduler",
             "one of the runtime's checks ends the program",
             "stopm comes back without a P when the run is over: schedule knows what to do then");
    };
    comeback();
    expect(!ran && !m->p, "nothing runs any more", "a goroutine does, on a thread without a P",
           "stopm comes back without a P when the run is over: schedule knows what to do then");
  });
}

TEST_CASE("the moment in which the lock is let go") {
  letgo(false);
  letgo(true);
}

TEST_CASE("the moment in which the P is acquired") {
  judge("a P is idle: the moment in which it becomes this thread's", [] {
    setup();
    pidleput(releasedp());
    sync::SyncPoints points;
    points.before("p.status.store", [] {
      expect(!exercise::locked(), "sched.lock is free", "it is still held",
             "acquirep needs no lock, and may end the program: let go of the lock first");
    });
    comeback();
  });
}

// Before each lock, as long as the P is idle: sysmon does so only under the lock, with all Ps idle.
static void fallsasleep(sync::SyncPoints& points) {
  points.before("sched.lock.cas", [&points] {
    if (sched.npidle.load(memory_order_relaxed) == 1) {
      sched.sysmonwait.store(true, memory_order_relaxed);
      noteclear(&sched.sysmonnote);
    }
    fallsasleep(points);
  });
}

TEST_CASE("the moment in which sysmon falls asleep") {
  judge("a P is idle, and sysmon goes to its deep sleep just before sched.lock is taken", [] {
    setup();
    pidleput(releasedp());
    sync::SyncPoints points;
    fallsasleep(points);
    comeback();
    expect(iswoken(sched.sysmonnote), "sysmon is woken", "it sleeps on, for up to a minute",
           "look whether sysmon sleeps when you have the lock, not before: it may fall asleep in "
           "between");
  });
}

TEST_CASE("the moment in which the thread goes to sleep") {
  judge("no P is idle: the moment in which the thread falls asleep", [] {
    setup();
    sync::SyncPoints points;
    long pauses = sync::pauses;
    points.before("m.park.load", [pauses] {
      equal("pauses (procyield) before it sleeps", 0l, sync::pauses - pauses,
            "a thread without a P sleeps, and uses no processor: it does not wait for one awake");
      expect(sched.nmidle == 1 && sched.midle == m, "the thread is on the list of those that sleep",
             "it is not",
             "a thread without a P sleeps in stopm, on the list from which others wake it");
    });
    comeback();
  });
}

TEST_CASE("the moment in which a locked thread goes to sleep") {
  judge("the goroutine is locked to its thread: the moment in which that falls asleep", [] {
    setup();
    gp->lockedm = m, m->lockedg = gp, m->lockedExt = 1;
    sync::SyncPoints points;
    points.before("m.park.load", [&] {
      expect(sched.nmidle == 0 && sched.nmidlelocked == 1,
             "it is counted as a sleeping locked thread, alone",
             "sched.nmidle = " + show(sched.nmidle) +
                 ", sched.nmidlelocked = " + show(sched.nmidlelocked),
             "a thread that is locked to its goroutine sleeps in stoplockedm: in stopm anybody "
             "might give "
             "it a P");
      points.before("m.park.load", [] {
        expect(false, "woken with a P, the thread runs goroutine 7", "it goes to sleep again",
               "the P that stoplockedm comes back with is meant for this goroutine: execute it");
      });
    });
    comeback();
  });
}

TEST_CASE("a locked goroutine has queued, and then a P goes idle") {
  judge("goroutine 7 is locked, and in the queue; a P goes idle before its thread sleeps", [] {
    setup();
    gp->lockedm = m, m->lockedg = gp, m->lockedExt = 1;
    sync::SyncPoints points;
    bool slept = false;
    points.before("sched.lock.cas", [&] {
      points.before("sched.lock.cas", [] {
        if (inqueue()) pidleput(releasedp());
      });
    });
    points.before("m.park.load", [&] { slept = true; });
    comeback();
    expect(slept, "the thread sleeps until it is handed a P for goroutine 7",
           "it takes the idle one, and runs the goroutine that stands in the queue",
           "what is in the queue is not yours any more: whoever takes it from there wakes you");
  });
}
