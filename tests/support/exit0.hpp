// For exitsyscall0's exercises: each way through it. How many Ps are idle, whether the goroutine is
// locked, whether sysmon sleeps, and whether others wait in the queue; and all that is counted.
#pragma once
#include <exitsyscall0.hpp>
#include <lockosthread.hpp>
#include <sync_points.hpp>

#include "counts.hpp"
#include "given_away.hpp"
#include "hand.hpp"

namespace exercise {

struct Exit0 {
  int idle;
  bool locked, asleep, others;
  bool apart;  // judge, too, what the thread still reads of a goroutine that is locked to it

  static inline rt::M* m;
  static inline rt::G *gp, *ran;
  static inline bool reads;
  static void runs_here(rt::G* g) { ran = g, leave(); }

  std::string name() const {
    std::string s = idle == 0   ? "no P is idle"
                    : idle == 1 ? "1 P is idle"
                                : show(idle) + " Ps are idle";
    s += locked ? "; the goroutine is locked" : "; the goroutine is not locked";
    s += asleep ? "; sysmon sleeps" : "; sysmon is awake";
    return others ? s + "; goroutine 9 waits in the global queue" : s;
  }

  // One of the Ps is another thread's; this thread is woken with the last one, should it sleep,
  // where goroutine 8 waits unless that P is meant for goroutine 7.
  void setup() const {
    byhand(5);
    m = newthread(1);
    gp = newgoroutine(7, runs_here);
    runs(m, gp, rt::Gsyscall);
    if (locked) gp->lockedm = m, m->lockedg = gp, m->lockedExt = 1;
    busy(rt::allp[0], newthread(2));
    for (int i = 1; i <= idle; i++) pidleput(rt::allp[i]);
    if (!locked) runqput(rt::allp[4], newgoroutine(8, runs_here), false);
    if (others) globrunqput(newgoroutine(9, runs_here));
    rt::sched.sysmonwait.store(asleep, rt::memory_order_relaxed);
    woken(m, rt::allp[4]);
    ran = nullptr, reads = apart && locked;
    rt::fatal_details = [] {
      if (rt::sched.nmidlelocked > 0 && !iswoken(m->park))
        expect(false, "woken with a P, the thread runs goroutine 7",
               "it looks for other work, and the runtime stops the program",
               "the P that stoplockedm comes back with is meant for this goroutine: execute it");
    };
  }

  // At each change of a goroutine's state.
  static void runs_with_p(rt::sync::SyncPoints& points) {
    points.before("g.status.store", [&points] {
      expect(status(gp) != rt::Grunning || m->p, "goroutine 7 is running only with a P",
             "it is running, and its thread has none",
             "without a P a goroutine does not run, not for a moment: back from the kernel it is "
             "runnable at once");
      runs_with_p(points);
    });
  }

  // stoplockedm itself reads gp->lockedm, once.
  static void watch(rt::sync::SyncPoints& points) {
    runs_with_p(points);
    points.before("sched.sysmonwait.store", [] {
      expect(exercise::locked(), "sched.lock is held when sysmon is woken", "nobody holds it",
             "wakesysmon_locked is for a thread that holds sched.lock: without it two threads wake "
             "sysmon at once, and the second wake-up ends the program. wakesysmon takes it");
    });
    points.before("p.status.store", [] {
      expect(!exercise::locked(), "sched.lock is free when a P becomes this thread's",
             "it is still held",
             "acquirep needs no lock, and may end the program: let go of the lock first");
    });
    points.before("sched.lock.exchange", [] {
      auto& queue = rt::sched.runq;
      if (!reads || queue.empty() || queue[queue.size() - 1] != gp) return;
      auto lo = reinterpret_cast<uintptr_t>(gp), field = reinterpret_cast<uintptr_t>(&gp->lockedm);
      forbid(lo, lo + kGPage, "goroutine 7 when others can find it",
             "once others can find it, a goroutine is theirs: what you want to know of it, read "
             "before you unlock",
             field, field + sizeof gp->lockedm, 1);
    });
    points.before("m.park.load", [] { allow(reinterpret_cast<uintptr_t>(gp)); });
    points.before("sched.slowexits.store", [] {
      expect(exercise::locked(), "sched.slowexits goes on by one, in one step",
             "it is read, and stored, and nobody holds sched.lock",
             "many threads come back at once: two that read the same number count as one. nexttick "
             "is for a counter that only one thread writes");
    });
  }

  void owns() const {
    expect(!exercise::locked(), "sched.lock is free", "it is still held", "what locks, unlocks");
    if (idle > 0) {
      expect(m->p != rt::allp[4], "the thread takes a P that is idle",
             "it sleeps, and another wakes it",
             "with an idle P nobody has to queue, locked or not, whoever else waits: the thread "
             "takes that P, and runs gp at once");
    }
    if (idle == 0)
      expect(rt::sched.nmidle == !locked && rt::sched.nmidlelocked == locked &&
                 rt::sched.handoffs.load(rt::memory_order_relaxed) == 0,
             locked ? "the thread sleeps in stoplockedm" : "the thread sleeps in stopm",
             "sched.nmidlelocked = " + show(rt::sched.nmidlelocked) +
                 ", sched.nmidle = " + show(rt::sched.nmidle) +
                 ", sched.handoffs = " + show(rt::sched.handoffs.load(rt::memory_order_relaxed)),
             "the thread of a locked goroutine sleeps in stoplockedm: woken out of stopm it gives "
             "the P "
             "away again. Any other sleeps in stopm");
    if (idle > 0 || locked)
      expect(ran == gp, "goroutine 7 runs on",
             ran ? "goroutine " + show(ran->goid) + " runs" : "nothing runs",
             "the P that this thread has taken, or that stoplockedm comes back with, is for gp");
    else
      expect(ran && ran != gp, "goroutine 7 waits for its turn", "it runs, or nothing does",
             "without a P the goroutine queues: the P that comes later is for whoever is first");
    expect(m->p && m->p->m == m && status(m->p) == rt::Prunning, "the thread owns a P",
           "m.p = " + show(m->p), "a goroutine runs only on a thread that owns a P");
    rt::G* lock = locked ? gp : nullptr;
    expect(m->lockedg == lock && gp->lockedm == (locked ? m : nullptr) && m->lockedExt == locked,
           locked ? "goroutine 7 and the thread are locked to each other" : "nobody is locked",
           "gp.lockedm = " + show(gp->lockedm) + ", m.lockedg = " + show(m->lockedg),
           "LockOSThread and UnlockOSThread lock and unlock, and nobody else");
  }

  void sysmon() const {
    bool wakes = iswoken(rt::sched.sysmonnote), wake = asleep && idle > 0;
    bool waits = rt::sched.sysmonwait.load(rt::memory_order_relaxed);
    expect(wakes == wake && waits == (asleep && !wake),
           wake ? "sysmon is woken, once" : "sysmon is left alone",
           wakes ? "it is woken" : "it is not woken, and sched.sysmonwait = " + show(waits),
           "wake sysmon for a P that you got, if it sleeps: not else");
  }

  void counted(Counts& before, uint64_t slow) const {
    equal("sched.slowexits, in this call", uint64_t{1},
          rt::sched.slowexits.load(rt::memory_order_relaxed) - slow,
          "each goroutine that comes back this way is counted once, whether it gets a P or queues");
    if (idle > 0) before.moves("sched.npidle", -1);
    else before.moves("sched.runqsize", 1).moves(locked ? "sched.nmidlelocked" : "sched.nmidle", 1);
    if (idle == 0 && !locked && others)  // it takes some out of the queue
      before.leaves("sched.runqsize").leaves("goroutines in p4's queue");
    else if (idle == 0 && !locked) before.moves("goroutines in p4's queue", -1);
    before.leaves("p" + show(m->p->id) + ".schedtick");
    before.rest(
        "each counter is moved by those whose business it is, once: the call is over when "
        "exitsyscall goes on, and that moves its P's syscalltick");
  }

  void judged() const {
    judge(name(), [this] {
      setup();
      Counts before;
      uint64_t slow = rt::sched.slowexits.load(rt::memory_order_relaxed);
      rt::sync::SyncPoints points;
      watch(points);
      int calls = rt::sync::kernelcalls;
      mstart(m, m->g0, [] { exitsyscall0(m->curg); });
      calls = rt::sync::kernelcalls - calls;
      owns(), sysmon(), counted(before, slow);
      expect(calls <= (asleep && idle > 0), "the kernel is asked for nothing, but to wake sysmon",
             "it is called " + show(calls) + "x",
             "the thread has been woken already: it sleeps in stopm or stoplockedm, and does not "
             "pause or yield anywhere else");
    });
  }

  static void all(bool apart) {
    for (bool others : {false, true})
      for (int idle : {0, 1, 2, 3})
        for (bool locked : {false, true})
          for (bool asleep : {false, true}) Exit0{idle, locked, asleep, others, apart}.judged();
  }
};

}  // namespace exercise
