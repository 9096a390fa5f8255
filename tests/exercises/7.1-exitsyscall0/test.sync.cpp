// Exercise 7.1, what only sync points show: the moment in which others can find the goroutine, the
// moment in which the thread falls asleep, and all schedules with another thread.
#include <explored.hpp>
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

static bool inqueue() { return sched.runq.head == gp; }

TEST_CASE("the moment in which the lock is let go") {
  judge("no P is idle: the moment in which sched.lock is let go, and others can find goroutine 7",
        [] {
          setup();
          sync::SyncPoints points;
          points.before("sched.lock.exchange", [] {
            if (!inqueue()) return;
            expect(status(gp) == Grunnable, "goroutine 7 is runnable",
                   std::string("it is ") + gstatusname(status(gp)),
                   "runnable first, then into the queue: whoever takes it out runs it at once");
            expect(!gp->m && !m->curg, "gp.m = null and m.curg = null",
                   "gp.m = " + show(gp->m) + ", m.curg = " + show(m->curg),
                   "dropg first, then into the queue: whoever takes it out ties it to another "
                   "thread at once");
            hands_off(gp, "from here on the thread leaves goroutine 7 alone",
                      "once others can find it, a goroutine is theirs: what you want to know of "
                      "it, read before "
                      "you unlock");
          });
          comeback();
        });
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
    points.before("m.park.load", [] {
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

// --- all schedules ---

static sync::World world;
static int left;
static M* mine;

// M1 comes back without a P. M2 has the only one, and looks for work. What M1's goroutine does
// next, it may do on M2.
static void schedules(const char* scenario, bool lock, void (*body)(G*), int more = 0) {
  static bool locked;
  static void (*run)(G*);
  static int others;
  locked = lock, run = body, others = more;
  sync::Scenario s = {
      .setup =
          [] {
            world.reset(1);
            left = 1 + others;
            M* m1 = mine = world.m(nullptr);
            world.m(allp[0]);
            G* g1 = world.g(run);
            runs(m1, g1, Gsyscall);
            if (locked) g1->lockedm = m1, m1->lockedg = g1, m1->lockedExt = 1;
            if (others) runs(world.m(nullptr), world.g(run), Gsyscall);
          },
      .threads = {{"M1",
                   [] {
                     M* m1 = world.ms[0].get();
                     mstart(m1, m1->g0, [] { exitsyscall0(getg()->m->curg); });
                   }},
                  {"M2", [] { world.run(world.ms[1].get()); }}},
      .check = [] { sync::expect(left == 0, "a goroutine never ran again"); },
      .sleepers = true,
      .preemptions = 2,
      .at = {"sched.lock", "g.status", "m.park", "sched.runqsize", "sched.npidle", "p.status"},
  };
  if (more) {
    s.threads.push_back({"M3", [] {
                           M* m3 = world.ms[2].get();
                           mstart(m3, m3->g0, [] { exitsyscall0(getg()->m->curg); });
                         }});
    s.preemptions = 1;
  }
  const char* publish =
      "once others can find it, a goroutine is theirs: what you want to know of it, read "
      "before you unlock";
  explored(
      world, scenario, s, "each goroutine runs again, once",
      {{"never ran again",
        "the look for a P and the queueing are one step, under one lock: a P that goes idle in "
        "between "
        "never looks into the queue again"},
       {"inconsistent locking", publish},
       {"belongs to", publish},
       {"casgstatus", "runnable first, then into the queue: whoever takes it out runs it at once"},
       {"another thread", "a goroutine that is locked to a thread runs on no other"}});
}

TEST_CASE("another thread looks for work") {
  schedules("goroutine 1 finds no P, and another thread looks for work", false, [](G* g) {
    for (int i = 0; i < 3; i++) {
      sync::expect(g->m && g->m->curg == g, "goroutine 1 runs, and belongs to no thread");
      sched.npidle.load(memory_order_relaxed);
    }
    LockOSThread();
    sched.npidle.load(memory_order_relaxed);
    UnlockOSThread();
    left--;
    sync::parkforever();
  });
}

TEST_CASE("it is locked") {
  schedules("goroutine 1, locked to its thread, finds no P, and another thread looks for work",
            true, [](G*) {
              sync::expect(getg()->m == mine, "goroutine 1 runs on another thread");
              UnlockOSThread();
              left--;
              sync::parkforever();
            });
}

TEST_CASE("two find no P") {
  schedules(
      "goroutines 1 and 2 find no P, and a third thread looks for work", false,
      [](G* g) {
        sync::expect(g->m && g->m->curg == g, "a goroutine runs, and belongs to no thread");
        left--;
        sync::parkforever();
      },
      1);
}
