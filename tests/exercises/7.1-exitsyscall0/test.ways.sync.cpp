// Exercise 7.1, each way through it: how many Ps are idle, whether the goroutine is locked, whether
// sysmon sleeps, and whether others wait in the queue. And all that is counted.
#include <counts.hpp>
#include <hand.hpp>

#include <exitsyscall0.hpp>
#include <lockosthread.hpp>
#include <sync_points.hpp>

using namespace rt;
using namespace exercise;

static M* m;
static G *gp, *ran;
static bool others;

static void runs_here(G* g) { ran = g, leave(); }

// One of the Ps is another thread's; this thread is woken with the last one, should it sleep, where
// goroutine 8 waits unless that P is meant for goroutine 7. The rest may be idle.
static void setup(int idle, bool locked, bool asleep) {
  byhand(5);
  m = newthread(1);
  gp = newgoroutine(7, runs_here);
  runs(m, gp, Gsyscall);
  if (locked) gp->lockedm = m, m->lockedg = gp, m->lockedExt = 1;
  busy(allp[0], newthread(2));
  for (int i = 1; i <= idle; i++) pidleput(allp[i]);
  if (!locked) runqput(allp[4], newgoroutine(8, runs_here), false);
  if (others) globrunqput(newgoroutine(9, runs_here));
  sched.sysmonwait.store(asleep, memory_order_relaxed);
  woken(m, allp[4]);
  ran = nullptr;
}

static void way(int idle, bool locked, bool asleep) {
  std::string what =
      idle == 0 ? "no P is idle" : show(idle) + (idle == 1 ? " P is" : " Ps are") + " idle";
  what += locked ? "; the goroutine is locked" : "; the goroutine is not locked";
  what += asleep ? "; sysmon sleeps" : "; sysmon is awake";
  if (others) what += "; goroutine 9 waits in the global queue";
  judge(what, [=] {
    setup(idle, locked, asleep);
    fatal_details = [] {
      if (sched.nmidlelocked > 0 && !iswoken(m->park))
        expect(false, "woken with a P, the thread runs goroutine 7",
               "it looks for other work, and the runtime stops the program",
               "the P that stoplockedm comes back with is meant for this goroutine: execute it");
    };
    Counts before;
    sync::SyncPoints points;
    points.before("sched.sysmonwait.store", [] {
      expect(exercise::locked(), "sched.lock is held when sysmon is woken", "nobody holds it",
             "wakesysmon_locked is for a thread that holds sched.lock: without it two threads wake "
             "sysmon at once, and the second wake-up ends the program. wakesysmon takes it");
    });
    mstart(m, m->g0, [] { exitsyscall0(m->curg); });
    expect(!exercise::locked(), "sched.lock is free", "it is still held", "what locks, unlocks");
    bool wakes = iswoken(sched.sysmonnote), waits = sched.sysmonwait.load(memory_order_relaxed);
    bool wake = asleep && idle > 0;
    expect(wakes == wake && waits == (asleep && !wake),
           wake ? "sysmon is woken, once" : "sysmon is left alone",
           wakes ? "it is woken" : "it is not woken, and sched.sysmonwait = " + show(waits),
           "wake sysmon for a P that you got, if it sleeps: not else");
    if (idle > 0 || locked)
      expect(ran == gp, "goroutine 7 runs on",
             ran ? "goroutine " + show(ran->goid) + " runs" : "nothing runs",
             "the P that this thread has taken, or that stoplockedm comes back with, is for gp");
    else
      expect(ran && ran != gp, "goroutine 7 waits for its turn", "it runs, or nothing does",
             "without a P the goroutine queues: the P that comes later is for whoever is first");
    expect(m->p && m->p->m == m && status(m->p) == Prunning && (idle > 0) == (m->p != allp[4]),
           idle > 0 ? "the thread owns an idle P" : "the thread owns the P that it was woken with",
           "m.p = " + show(m->p), "a goroutine runs only on a thread that owns a P");
    if (idle > 0) before.moves("sched.npidle", -1);
    else before.moves("sched.runqsize", 1).moves(locked ? "sched.nmidlelocked" : "sched.nmidle", 1);
    if (idle == 0 && !locked && others) {  // it takes some out of the queue
      before.leaves("sched.runqsize").leaves("goroutines in p4's queue");
    } else if (idle == 0 && !locked) {
      before.moves("goroutines in p4's queue", -1);
    }
    before.leaves("p" + show(m->p->id) + ".schedtick");
    before.rest(
        "each counter is moved by those whose business it is, once: the call is over when "
        "exitsyscall goes on, and that moves its P's syscalltick");
  });
}

TEST_CASE("all ways") {
  for (bool queue : {false, true}) {
    others = queue;
    for (int idle : {0, 1, 2, 3})
      for (bool locked : {false, true})
        for (bool asleep : {false, true}) way(idle, locked, asleep);
  }
}
