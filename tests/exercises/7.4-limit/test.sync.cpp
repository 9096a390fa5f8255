// Exercise 7.4, first by hand: who holds limit.lock when. Then in all schedules: who comes, who
// waits and who leaves at the same moment. The call itself is left out: in a slot a goroutine lets
// others run.
#include <explored.hpp>
#include <hand.hpp>

#include <proc.hpp>
#include <sync_points.hpp>

namespace rt {
void LimitSyscalls(int n);
int freeslots();
void acquireslot();
void releaseslot();
}  // namespace rt

using namespace rt;
using namespace exercise;

static bool held, taken, releasing, released;
static int got;

constexpr const char* kProtects =
    "limit.lock protects the number and the queue: take it for both, and let go of it on each way "
    "out";
constexpr const char* kMost = "never more goroutines have a slot than there are slots";

// The goroutine that waits; its Sudog may lie on its stack.
static G* waits;
static sync::SyncPoints* points;

static void* stackof(G* gp) { return reinterpret_cast<void*>(gp->stack.lo); }
static size_t sizeof_stack(G* gp) { return gp->stack.hi - gp->stack.lo; }

static void first(G*) {
  acquireslot();
  expect(taken, "acquireslot holds limit.lock while it looks", "it never takes it", kProtects);
  got++;
  gosched();
  expect(got == 1, "the second one waits: there is one slot", "it has got one, too", kMost);
  taken = false, releasing = true;
  points->before("p.runnext.cas", [] {
    const char* alone = "from here on the goroutine and its Sudog are left alone";
    const char* last =
        "once the goroutine is made ready it runs on, on another thread, and its Sudog is no more: "
        "goready is the last that is done with either";
    hands_off(stackof(waits), sizeof_stack(waits), alone, last);
    hands_off(waits, alone, last);
  });
  releaseslot();
  hands_on(waits);
  hands_on(stackof(waits), sizeof_stack(waits));
  releasing = false, released = true;
  expect(taken, "releaseslot holds limit.lock while it looks", "it never takes it", kProtects);
  gosched();
  expect(false, "the second one goes on", "it never does",
         "every slot that comes free is for one that waits");
}

static void second(G*) {
  acquireslot();
  got++;
  expect(released, "it waits: there is one slot", "it has got one, too", kMost);
  expect(!held, "limit.lock is free", "it is still held", kProtects);
  leave();
}

static void each(sync::SyncPoints& points, const char* at, void (*f)()) {
  points.before(at, [&points, at, f] { f(), each(points, at, f); });
}

// There is one thread, so whoever takes limit.lock gets it.
TEST_CASE("limit.lock") {
  judge("one slot, one thread, two goroutines: one waits, the other gives its slot back", [] {
    byhand(1);
    may_sleep = kProtects;
    LimitSyscalls(1);
    sync::SyncPoints points;
    ::points = &points;
    each(points, "limit.lock.cas", [] {
      expect(!held, "limit.lock is free: there is no other thread", "it is still held", kProtects);
      held = taken = true;
    });
    each(points, "limit.lock.exchange", [] { held = false; });
    each(points, "g.status.store", [] {
      expect(!held || !releasing, "limit.lock is free when the one that waits is made runnable",
             "it is still held", "goready comes after the unlock, since it takes other locks");
    });
    runqput(allp[0], newgoroutine(1, first), false);
    runqput(allp[0], waits = newgoroutine(2, second), false);
    M* m = newthread(1);
    mstart(m, m->g0, [] {
      acquirep(allp[0]);
      schedule();
    });
  });
}

static sync::World world;
static int left, inside, slots;
static bool checked;

static void call(G*) {
  acquireslot();
  inside++;
  sync::expect(inside <= slots, "more goroutines have a slot than there are slots");
  gosched();
  sync::expect(inside <= slots, "more goroutines have a slot than there are slots");
  inside--;
  releaseslot();
  if (--left == 0) {
    sync::expect(freeslots() == slots, "not all slots are free in the end");
    checked = true;
  }
  sync::parkforever();
}

static void schedules(int goroutines, int n, int procs, int preemptions) {
  sync::Scenario s = {
      .setup =
          [=] {
            world.reset(procs);
            left = goroutines, inside = 0, slots = n, checked = false;
            LimitSyscalls(n);
            for (int i = 0; i < goroutines; i++) runqput(allp[i % procs], world.g(call), false);
            for (int i = 0; i < procs; i++) world.m(allp[i]);
          },
      .threads = {{"M1", [] { world.run(world.ms[0].get()); }},
                  {"M2", [] { world.run(world.ms[1].get()); }}},
      .check =
          [] {
            sync::expect(left == 0, "a goroutine waits for a slot for ever");
            sync::expect(checked, "limit.lock is never free again");
          },
      .sleepers = true,
      .preemptions = preemptions,
      .at = {"limit.lock", "g.status", "p.runnext"},
  };
  if (procs > 2) s.threads.push_back({"M3", [] { world.run(world.ms[2].get()); }});
  const char* asleep =
      "a goroutine sleeps before others can find it in the queue: keep the lock until gopark's "
      "function lets go of it";
  exercise::explored(
      world,
      exercise::show(goroutines) + " goroutines, " + exercise::show(n) + " slots, " +
          exercise::show(procs) + " Ps",
      s, "each gets its slot, and never more than there are",
      {{"more goroutines",
        "a slot that is handed over is not free as well: either one gets it, or one "
        "is woken and looks again"},
       {"for ever", "every slot that comes free is for one that waits"},
       {"casgstatus", asleep},
       {"not all slots",
        "every slot that is taken is given back, once: handed over or counted as free, not both"},
       {"never free",
        "what locks, unlocks, on each way out, and nobody unlocks what another has locked"},
       {"no end", "who finds no slot waits in gopark, and uses no processor meanwhile"}});
}
TEST_CASE("one slot") { schedules(3, 1, 2, 2); }
TEST_CASE("two slots") { schedules(4, 2, 2, 1); }
TEST_CASE("three Ps") { schedules(3, 1, 3, 1); }
