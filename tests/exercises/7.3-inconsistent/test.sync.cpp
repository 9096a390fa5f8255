// Exercise 7.3: the schedules in which another thread runs the goroutine before this one has let go
// of it.
#include <explored.hpp>
#include <hand.hpp>

#include <exitsyscall0.hpp>
#include <lockosthread.hpp>
#include <sync_points.hpp>

using namespace rt;
using namespace exercise;

static sync::World world;
static int left;
static M* mine;

// M1 comes back without a P. M2 has the only one, and looks for work.
static void schedules(const char* scenario, bool lock, const char* lost, void (*body)(G*)) {
  static bool locked;
  static void (*run)(G*);
  locked = lock, run = body;
  sync::Scenario s = {
      .setup =
          [] {
            world.reset(1);
            left = 1;
            M* m1 = mine = world.m(nullptr);
            world.m(allp[0]);
            G* g1 = world.g(run);
            runs(m1, g1, Gsyscall);
            if (locked) g1->lockedm = m1, m1->lockedg = g1, m1->lockedExt = 1;
          },
      .threads = {{"M1",
                   [] {
                     M* m1 = world.ms[0].get();
                     mstart(m1, m1->g0, [] { exitsyscall0(getg()->m->curg); });
                   }},
                  {"M2", [] { world.run(world.ms[1].get()); }}},
      .check = [] { sync::expect(left == 0, "goroutine 1 never ran again"); },
      .sleepers = true,
      .preemptions = 2,
      .at = {"sched.lock", "g.status", "m.park", "sched.runqsize", "sched.npidle",
             "sched.slowexits"},
  };
  explored(world, scenario, s, "goroutine 1 runs again, and nobody is confused",
           {{"inconsistent locking",
             "once it is in the queue and the lock is free, another thread may run the goroutine, "
             "and the "
             "goroutine may lock itself to that thread: M1 takes it for its own lock"},
            {"data race",
             "once it is in the queue and the lock is free, others run the goroutine: what you "
             "want to know of it, read before; else even the read is a data race"},
            {"never ran again", lost},
            {"on another thread", "a goroutine that is locked to a thread runs on no other"}});
}

TEST_CASE("it locks itself on the other thread") {
  schedules(
      "goroutine 1, not locked, comes back from a call; when it runs again, it calls LockOSThread",
      false, "a goroutine that comes back without a P queues, be it locked or not", [](G*) {
        LockOSThread();
        sched.npidle.load(memory_order_relaxed);  // it works for a while
        UnlockOSThread();
        left--;
        sync::parkforever();
      });
}

TEST_CASE("it is locked") {
  schedules("goroutine 1, locked to its thread, comes back from a call", true,
            "a goroutine that comes back without a P queues, be it locked or not; and the thread "
            "of a locked one sleeps in "
            "stoplockedm: woken out of stopm it gives the P away again",
            [](G*) {
              sync::expect(getg()->m == mine, "goroutine 1 runs on another thread");
              UnlockOSThread();
              left--;
              sync::parkforever();
            });
}

// The rest of the mistakes change nothing that a schedule could show. They are data races all the
// same.
TEST_CASE("hands off") {
  judge("goroutine 7, not locked, is in the queue, and sched.lock is let go", [] {
    byhand(2);
    static M *m, *other;
    static G *gp, *next;
    m = newthread(1), other = newthread(2);
    gp = newgoroutine(7, [](G*) { leave(); });
    next = newgoroutine(8, [](G*) { leave(); });
    runs(m, gp, Gsyscall);
    busy(allp[0], other);
    runqput(allp[1], next, false);
    woken(m, allp[1]);
    sync::SyncPoints points;
    points.before("sched.lock.exchange", [] {
      if (sched.runq.head() != gp) return;
      expect(!gp->m && !m->curg, "goroutine 7 and its thread have parted", "they have not",
             "dropg first, then into the queue: whoever takes it out ties it to another thread");
      hands_off(gp, "from here on the thread leaves goroutine 7 alone",
                "from here on it belongs to whoever takes it out of the queue: even the read is a "
                "data race");
    });
    mstart(m, m->g0, [] { exitsyscall0(m->curg); });
  });
}
