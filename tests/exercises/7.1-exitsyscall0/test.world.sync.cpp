// Exercise 7.1, in all schedules with another thread, or two.
#include <explored.hpp>
#include <hand.hpp>

#include <exitsyscall0.hpp>
#include <lockosthread.hpp>

using namespace rt;
using namespace exercise;

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
