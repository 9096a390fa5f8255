// Exercise 7.5, by hand: threads of any number, locked any number of times; how all stands in the
// moment in which the thread lets go of its P; and a G that others can have at once.
#include <counts.hpp>
#include <hand.hpp>

#include <lockosthread.hpp>
#include <sync_points.hpp>

using namespace rt;
using namespace exercise;

static M *m, *other, *ran_on;
static G* gp;

// Goroutine 7 runs on a thread of that number, and has called LockOSThread that often. On the same
// P goroutine 8 waits, and another thread sleeps.
static void setup(int32_t id, uint32_t times) {
  byhand(1);
  m = newthread(id), other = newthread(5);
  gp = newgoroutine(7, [](G*) {});
  busy(allp[0], m);
  runqput(allp[0], newgoroutine(8, [](G*) { ran_on = getg()->m, leave(); }), false);
  mput(other);
  runs(m, gp, Grunning);
  if (times) gp->lockedm = m, m->lockedg = gp, m->lockedExt = times;
  woken(m, nullptr);  // should it go to sleep, that is found out at once
  ran_on = nullptr;
  fatal_details = [] {
    expect(false, "goroutine 7 ends, and its thread with it or not",
           "one of the runtime's checks ends the program",
           "each step in its place: the G goes to this thread's P as long as it has one, and mexit "
           "or schedule is the last");
  };
}

static void finishes() {
  mstart(m, m->g0, [] { goexit0(m->curg); });
}

static void forgotten() {
  expect(!m->lockedg && m->lockedExt == 0, "m.lockedg = null, m.lockedExt = 0",
         "m.lockedg = " + show(m->lockedg) + ", m.lockedExt = " + show(m->lockedExt),
         "in each case the M is left as it was before the lock, but for m.unclean");
}

static void way(int32_t id, uint32_t times) {
  std::string what = "a goroutine finishes on M " + show(id);
  what +=
      times ? ", after " + show(times) + "x LockOSThread and no UnlockOSThread" : ", not locked";
  judge(what, [=] {
    setup(id, times);
    static bool ends;
    ends = times && id != 0;
    Counts before;
    sync::SyncPoints points;
    points.before("p.status.store", [] {
      if (!ends) return;
      expect(allp[0]->gfree[0] == gp && status(gp) == Gdead, "its P keeps goroutine 7's G, dead",
             "it does not",
             "G and stack go to the P, for later use: as long as the thread has one");
      forgotten();
      expect(m->unclean, "m.unclean = true when the thread lets go of its P", "m.unclean = false",
             "a thread that starts on another one's behalf inherits its state: mark that as "
             "unclean, so that newm lets the template thread do it");
    });
    finishes();
    const char* rule =
        "a goroutine that finishes while locked, however often, takes its thread with it, but for "
        "M 0; one that is not locked leaves its thread to others";
    if (ends) expect(!ran_on && !m->p, "M " + show(id) + " ends", "goroutine 8 runs on it", rule);
    else expect(ran_on == m, "M " + show(id) + " goes on", "it leaves the scheduler", rule);
    forgotten();
    expect(m->unclean == (times > 0), "m.unclean = " + show(times > 0),
           "m.unclean = " + show(m->unclean),
           "a thread whose goroutine finished while locked is unclean, be it M 0, and no other is");
    if (ends) before.moves("sched.mcount", -1).moves("sched.handoffs", 1).moves("sched.nmidle", -1);
    else before.moves("goroutines in p0's queue", -1).leaves("p0.schedtick");
    before.rest();
  });
}

TEST_CASE("all ways") {
  for (int32_t id : {3, 1, 2, 127, 128, 255, 256, 1000, 65536, 0})
    for (uint32_t times : {0u, 1u, 2u, 3u, 256u, 65536u, ~0u}) way(id, times);
}

TEST_CASE("once unclean") {
  judge("a locked goroutine has finished on M 0, and later one that is not locked does", [] {
    setup(0, 0);
    m->unclean = true;
    finishes();
    expect(m->unclean, "m.unclean = true", "m.unclean = false",
           "what a goroutine has changed in its thread stays changed, whoever runs there later");
  });
}

// A P keeps so many Gs, and gives half of them to everybody when it has one too many.
TEST_CASE("the P keeps many") {
  for (uint32_t times : {0, 1}) {
    for (int32_t id : {3, 0}) {
      judge(
          std::string("a goroutine, ") + (times ? "" : "not ") + "locked, finishes on M " +
              show(id) + "; its P keeps 255 Gs already, and gives some to all others",
          [=] {
            setup(id, times);
            for (int i = 0; i < kMostFree - 1; i++) {
              G* dead = new G{};
              dead->atomicstatus.store(Gdead, memory_order_relaxed);
              allp[0]->gfree[allp[0]->gfreecount++] = dead;
            }
            sync::SyncPoints points;
            points.before("sched.gFree.lock.exchange", [] {
              bool free = false;
              for (uint32_t i = 0; i < sched.gfree.size(); i++) free |= sched.gfree[i] == gp;
              if (!free) return;
              const char* clean =
                  "a G on the free list is as `go` wants it, when others can find it: dead, on no "
                  "thread, without a stack, not locked";
              expect(status(gp) == Gdead, "goroutine 7 is dead",
                     std::string("it is ") + gstatusname(status(gp)), clean);
              expect(!gp->m && !gp->lockedm, "gp.m = null, gp.lockedm = null",
                     "gp.m = " + show(gp->m) + ", gp.lockedm = " + show(gp->lockedm), clean);
              expect(gp->stack.lo == 0, "its stack is given back", "it still has it", clean);
              hands_off(gp, "from here on the thread leaves goroutine 7's G alone",
                        "a G on the free list belongs to the next `go`, on whatever thread: "
                        "gfput is the last that is done with it");
            });
            finishes();
            hands_on(gp);
          });
    }
  }
}
