// Chapter 10: a signal at any moment. In every schedule: who has the P, and who runs the goroutine?
#include <doctest/doctest.h>

#include <clock.hpp>
#include <newproc.hpp>
#include <optional>
#include <syscall.hpp>
#include <take.hpp>
#include <threads.hpp>

#include "support/computes.hpp"
#include "support/goroutines.hpp"

using namespace rt;
using namespace exercise;

static sync::Scenario scenario(std::function<void()> setup,
                               std::vector<sync::Scenario::Thread> more, int preemptions) {
  sync::Scenario s = {.setup = setup,
                      .threads = {{"M1", begins<0>}},
                      .check = alldone,
                      .sleepers = true,
                      .preemptions = preemptions,
                      .at = {"user code", "p.preempt", "m.park", "sched.lock"}};
  for (auto& t : more) s.threads.push_back(t);
  return s;
}
static sync::Scenario::Thread second = {"M2", sleeps<1>};
static void ask() { preemptone(allp[0], now); }
// … and takes the Ps out of calls; it says how many.
static void take() {
  if (left == 0) return;
  uint64_t before = sched.retakes.load(memory_order_relaxed);
  uint32_t n = retake(now += 20'000'000);
  sync::expect(n == sched.retakes.load(memory_order_relaxed) - before,
               "retake says that it has taken another number of Ps");
}
static sync::Scenario::Thread sysmon1 = {"sysmon", ask};
static sync::Scenario::Thread sysmon2 = {"sysmon", [] { ask(), ask(); }};

static void twocompute() {
  begun(1, 2);
  waitson(0, [](G*) { computes(3), finishes(); });
  waitson(0, [](G*) { computes(2), finishes(); });
  world.m(allp[0]), sleeper();
}

TEST_CASE("explored: one that computes gives its P to one that waits, and goes on") {
  sync::Scenario s = scenario(twocompute, {second, sysmon2}, 1);
  s.stale = 1;
  s.stale_at = {"p.preempt", "p.tid", "sched.runqsize"};
  sync::explored(world, s);
}

TEST_CASE("explored: … and it is counted once") {
  sync::Scenario s = scenario(twocompute, {second, sysmon1}, 1);
  s.check = [] {
    alldone();
    sync::expect(sched.preemptions.load(memory_order_relaxed) <= 1, "twice, but asked for once");
  };
  sync::explored(world, s);
}

TEST_CASE("explored: … before the next one runs") {
  static bool first;
  sync::Scenario s = scenario(
      [] {
        first = true;
        begun(1, 2);
        waitson(0, [](G*) { computes(3), first = false, finishes(); });
        waitson(0, [](G*) {
          uint64_t n = sched.preemptions.load(memory_order_relaxed);
          sync::expect(!first || n == 1, "the one that runs next does not see it");
          finishes();
        });
        world.m(allp[0]), sleeper();
      },
      {second, sysmon1}, 2);
  s.at.push_back("sched.preemptions");
  sync::explored(world, s);
}

TEST_CASE("explored: a signal on the way into a system call, in it, and on the way back") {
  sync::Scenario s = scenario(
      [] {
        begun(1, 2);
        waitson(0, [](G*) {
          entersyscall();
          exitsyscall();
          computes(1), finishes();
        });
        waitson(0, computesonce);
        world.m(allp[0]), sleeper();
      },
      {second,
       {"sysmon",
        [] {
          ask();
          take(), take();
        }}},
      2);
  s.at = {"user code", "g.call", "g.back", "g.wanted", "p.preempt"};
  s.late = 25;
  sync::explored(world, s);
}

// Two Ps: a goroutine that is preempted on the first, or has lost it in a call, goes on with the
// second, while another goroutine has the first. (The second P is idle, or busy for a while: with
// an idle P nobody is preempted.)
static void two(void (*fn)(G*), bool busy) {
  begun(2, 2 + busy);
  waitson(0, fn);
  waitson(0, [](G*) { computes(2), finishes(); });
  world.m(allp[0]), sleeper();
  if (busy) waitson(1, computesonce), world.m(allp[1]);
  else sleeper(), pidleput(allp[1]);
}
static sync::Scenario twoPs(void (*fn)(G*), bool busy, std::function<void()> sysmon,
                            int preemptions) {
  sync::Scenario s =
      scenario([=] { two(fn, busy); },
               {second, {"M3", busy ? begins<2> : sleeps<2>}, {"sysmon", sysmon}}, preemptions);
  s.at = {"user code", "p.preempt", "m.park"};
  s.late = 30;
  return s;
}

// It goes on with the second P in its call, and by then the first belongs to another goroutine.
TEST_CASE("explored: a signal on the way into a system call, and two Ps") {
  sync::Scenario s = twoPs(
      [](G*) {
        ask();
        entersyscall();
        rt::usleep(20);  // others go first
        exitsyscall();
        computes(1), finishes();
      },
      true,
      [] {
        for (int i = 0; i < 4 && left > 0; i++) rt::usleep(20), take();
      },
      1);
  s.setup = [setup = s.setup] {
    setup();
    waitson(0, [](G*) {
      for (int i = 0; i < 3; i++) {
        rt::usleep(20);
        Unpreempted p;
        owns();
      }
      finishes();
    });
    left++;
  };
  s.at = {"user code", "m.park"};
  s.late = 14;
  sync::explored(world, s);
}

TEST_CASE("explored: a signal in a call that gives its P away itself") {
  sync::explored(world, twoPs(
                            [](G*) {
                              computes(1);
                              entersyscallblock();
                              exitsyscall();
                              computes(1), finishes();
                            },
                            true, ask, 1));
}

// The signal is an old one: nobody has asked the goroutine that has the second P now.
TEST_CASE("explored: a signal on the way back from the kernel, with another P") {
  sync::Scenario s = twoPs(
      [](G*) {
        entersyscallblock();
        allp[1]->preempt.store(true, memory_order_relaxed);
        exitsyscall();
        computes(1), finishes();
      },
      false, [] { signalM(1); }, 1);
  s.late = 60;
  sync::explored(world, s);
}

// The second goroutine that becomes runnable pushes the first out of runnext into the ring, with
// two stores. Between them the P may get another owner, which puts one there, too.
static void makesrunnable(GStatus from, void (*one)(G*)) {
  static GStatus before;
  static void (*make)(G*);
  before = from, make = one;
  sync::Scenario s = twoPs(
      [](G*) {
        G* gs[2];
        for (G*& gp : gs) {
          gp = world.g([](G*) { finishes(); });
          gp->atomicstatus.store(before, memory_order_relaxed);
          left++;
        }
        computes(1);
        for (G* gp : gs) make(gp);
        finishes();
      },
      true, ask, 1);
  s.stale = -1;  // no search for data races: other scenarios do that
  s.setup = [setup = s.setup] {
    setup();
    bool inherit;
    while (runqget(allp[0], &inherit)) {  // the other one yields instead
    }
    world.gs[1]->sched = {};
    runqput(allp[0], world.gs[0].get(), false);
    waitson(0, [](G*) { gosched(), finishes(); });
  };
  s.at = {"p.runqtail"};
  s.late = 16;
  sync::explored(world, s);
}

TEST_CASE("explored: a signal while a goroutine wakes others") { makesrunnable(Gwaiting, goready); }

TEST_CASE("explored: a signal while a goroutine starts others") {
  makesrunnable(Gdead, [](G* gp) { newproc(gp, gp->fn); });
}

// One P. The other goroutine wants the lock, too, and its thread would sleep with the P.
TEST_CASE("explored: a signal while a goroutine holds a lock of the runtime's") {
  static std::optional<Lock<"a lock">> lock;
  static auto locks = [](G*) {
    lock->lock();
    user.load(memory_order_relaxed);
    lock->unlock();
    computes(1), finishes();
  };
  sync::Scenario s = scenario(
      [] {
        begun(1, 2);
        lock.emplace();
        for (int i = 0; i < 2; i++) waitson(0, locks);
        world.m(allp[0]), sleeper();
      },
      {second, sysmon1}, 2);
  s.at = {"user code", "p.preempt", "a lock"};
  s.late = 6;
  sync::explored(world, s);
}

// No thread sleeps; the template thread makes one.
TEST_CASE("explored: a P that waits for a new thread, and a goroutine that has one") {
  sync::Scenario s = scenario(
      [] {
        begun(1, 2);
        sched.newmHandoff.haveTemplateThread = false;
        sched.mnext = 10;
        waitson(0, [](G*) { computes(3), finishes(); });
        waitson(0, [](G*) {
          entersyscallblock();
          exitsyscall();
          computes(1), finishes();
        });
        world.m(allp[0]);
      },
      {{"sysmon", [] { ask(), ask(), ask(); }}}, 1);
  s.late = 6;
  sync::explored(world, s);
}

TEST_CASE("explored: whoever comes back from the kernel has one that computes give way") {
  sync::Scenario s = scenario(
      [] {
        begun(1, 2);
        sched.shortslice.store(1, memory_order_relaxed);
        allp[0]->since.store(1, memory_order_relaxed);
        waitson(0, [](G*) {
          entersyscallblock();
          exitsyscall();
          left--, sync::parkforever();
        });
        waitson(0, [](G*) {
          while (left > 1) user.load(memory_order_relaxed), rt::usleep(20);  // never gives up its P
          finishes();
        });
        world.m(allp[0]), sleeper();
      },
      {second,
       {"sysmon",
        [] {
          while (left > 1) {
            retake(now += 1'000'000);
            rt::usleep(20);
          }
        }}},
      1);
  sync::explored(world, s);
}

// SHORTSLICE=off. Whoever asks would first note when each P began to compute.
TEST_CASE("explored: … unless that is switched off") {
  sync::Scenario s = scenario(
      [] {
        begun(1, 1);
        waitson(0, [](G*) {
          entersyscallblock();
          exitsyscall();
          finishes();
        });
        waitson(0, [](G*) {
          computes(3);
          sync::expect(allp[0]->since.load(memory_order_relaxed) == 0, "somebody notes the time");
          sync::parkforever();
        });
        world.m(allp[0]), sleeper();
      },
      {second}, 2);
  sync::explored(world, s);
}

TEST_CASE("explored: two that were preempted, two Ps, and both are wanted at once") {
  sync::Scenario s = scenario(
      [] {
        begun(2, 3);
        for (int i = 0; i < 2; i++) waitson(i, [](G*) { computes(2), finishes(); });
        waitson(0, computesonce);
        world.m(allp[0]), world.m(allp[1]), sleeper();
      },
      {{"M2", begins<1>},
       {"M3", sleeps<2>},
       {"sysmon", [] { preemptone(allp[0], now), preemptone(allp[1], now); }}},
      1);
  s.late = 6;
  sync::explored(world, s);
}

// malloc's lock: its owner is preempted, and the thread that makes another one needs it.
static void heaped(int procs, std::function<void()> setup, sync::Scenario::Thread m2,
                   int preemptions) {
  sync::explored(world, {.setup =
                             [=] {
                               begunwithheap(procs, 2);
                               runqput(allp[0], heapowner(), false);
                               world.m(allp[0]);
                               setup();
                             },
                         .threads = {{"M1", beginswithtemplate}, m2},
                         .check = alldone,
                         .sleepers = true,
                         .preemptions = preemptions,
                         .at = {"malloc", "sched.lock", "m.park", "newmHandoff.wake"}});
  sync::creates = nullptr;
}

TEST_CASE("explored: the owner of malloc's lock waits for a P, and the P for no thread") {
  heaped(
      1,
      [] {
        waitson(0, [](G*) {
          entersyscallblock();
          exitsyscall();
          computes(1), finishes();
        });
        sleeper();
      },
      second, 1);
}

// The two leave the global queue together.
TEST_CASE(
    "explored: the owner of malloc's lock waits in the queue behind one that needs a thread") {
  heaped(
      1,
      [] {
        globrunqput(world.g([](G*) {
          entersyscallblock();
          exitsyscall();
          computes(1), finishes();
        }));
        sleeper();
      },
      second, 1);
}

// Its thread may be waiting for a lock that the goroutine holds.
TEST_CASE("explored: as long as a P waits for a thread nobody is preempted") {
  sync::Scenario s = scenario(
      [] {
        begun(2, 2);
        for (int i = 0; i < 2; i++) waitson(0, [](G*) { computes(2), finishes(); });
        world.m(allp[0]), sleeper();
        newm_locked(allp[1], false);
      },
      {second,
       {"sysmon",
        [] {
          ask();
          rt::usleep(20);
          sched.lock.lock();
          bool both = sched.newmHandoff.ps && sched.npreempted.load(memory_order_relaxed) > 0;
          sched.lock.unlock();
          sync::expect(!both, "a P waits for a thread, and a goroutine that has one for a P");
        }}},
      1);
  s.late = 6;
  sync::explored(world, s);
}

TEST_CASE(
    "explored: the owner of malloc's lock goes on, while its thread is still giving a P away") {
  heaped(
      2,
      [] {
        waitson(0, computesonce);
        world.m(allp[1]);
      },
      {"M2", begins<1>}, 2);
}

// No more threads may be made than there are, and it has been said.
static void nomore() {
  sched.maxmcount = sched.mcount;
  sched.newmHandoff.full = nanotime();
}

// Two Ps, and no more threads may be made. sysmon takes P 1 out of a call, and for that P it wakes
// the last thread that sleeps.
TEST_CASE("explored: the thread that slept when the signal was sent is gone when it comes") {
  sync::Scenario s = scenario(
      [] {
        begun(2, 3);
        for (int i = 0; i < 2; i++) waitson(0, [](G*) { computes(2), finishes(); });
        waitson(1, computesonce);
        world.m(allp[0]), sleeper();
        nomore();
      },
      {second,
       {"sysmon",
        [] {
          ask();
          startm(allp[1], false);
        }}},
      2);
  s.late = 6;
  sync::explored(world, s);
  sched.maxmcount = 10'000;
}

// Whoever waits gets the idle P. If the goroutine were queued, a thread would have to be woken for
// it, or even made.
static void oneidle(void (*other)(G*), int goroutines) {
  sync::Scenario s = scenario(
      [=] {
        begun(2, goroutines);
        waitson(0, [](G*) { computes(1), finishes(); });
        waitson(0, other);
        world.m(allp[0]), sleeper();
        pidleput(allp[1]);
        nomore();
      },
      {second,
       {"sysmon",
        [] {
          allp[0]->preempt.store(true, memory_order_relaxed);
          signalM(allp[0]->tid.load(memory_order_relaxed));
        }}},
      3);
  s.at = {"user code", "sched.lock"};
  s.late = 8;
  sync::explored(world, s);
  sched.maxmcount = 10'000;
}
TEST_CASE("explored: a signal comes, and a P is idle; another goroutine computes for ever") {
  oneidle([](G*) { sync::blockforever(); }, 1);
}
TEST_CASE("explored: a signal comes, and a P is idle; no more threads may be made") {
  oneidle(computesonce, 2);
}

// No more threads may be made than there are, and a spare is on its way: from the order until it
// sleeps, a P that needs a thread finds it.
TEST_CASE("explored: a call blocks while the last thread that may be made begins to run") {
  sync::Scenario s = scenario(
      [] {
        begun(1, 2);
        sched.newmHandoff.haveTemplateThread = false;
        sched.mnext = 10;
        waitson(0, [](G*) {
          entersyscallblock();
          exitsyscall();
          finishes();
        });
        waitson(0, computesonce);
        world.m(allp[0]);
        sparem_locked();
        nomore();
      },
      {}, 2);
  s.threads[0].body = beginswithtemplate;
  s.at = {"sched.lock"};
  sync::explored(world, s);
  sched.maxmcount = 10'000;
}

// … and so does a thread that hands its P over to a preempted goroutine.
TEST_CASE("explored: a call blocks while another thread wakes a preempted goroutine") {
  sync::Scenario s = scenario(
      [] {
        begun(2, 2);
        waitson(0, [](G*) {
          entersyscallblock();
          exitsyscall();
          finishes();
        });
        waitson(0, computesonce);
        world.m(allp[0]), world.m(allp[1]);
        G* gp = world.g([](G*) {});
        gp->m = world.m(nullptr), gp->preempted = true;
        globrunqput(gp);
        nomore();
      },
      {{"M2", begins<1>},
       {"M3",
        [] {
          M* mp = world.ms[2].get();
          notesleep(&mp->park);
          sync::blockforever();  // it computes
        }}},
      2);
  s.at = {"sched.lock"};
  sync::explored(world, s);
  sched.maxmcount = 10'000;
}

// A goroutine gives its P away, the P waits for a thread, and the kernel makes none. An M that
// falls asleep meanwhile can take the P.
TEST_CASE("explored: no thread can be made, and an M falls asleep") {
  static int32_t threads;
  static int ever;
  ever = 0;
  static auto waits = [](G*) {
    sync::refuses = true;
    entersyscallblock();
    exitsyscall();
    finishes();
  };
  sync::Scenario s = scenario(
      [] {
        begun(1, 2);
        sched.newmHandoff.haveTemplateThread = false;
        sync::refuses = false, sync::refused = 0;
        waitson(0, waits), waitson(0, computesonce);
        world.m(allp[0]), world.m(nullptr);
        threads = sched.mcount;
      },
      {{"M2",
        [] {
          M* mp = world.ms[1].get();
          mstart(mp, mp->g0, [] {
            stopm();
            schedule();
          });
        }}},
      1);
  s.threads[0].body = beginswithtemplate;
  s.check = [] {
    alldone();
    sync::expect(sched.mcount == threads, "a thread that could not be made is still counted");
    ever += sync::refused;
    if (sync::refused)
      sync::expect(sched.newmHandoff.full, "a thread could not be made, and nobody knows");
  };
  sync::explored(world, s);
  CHECK(ever > 0);
  sync::refuses = false;
}

TEST_CASE("explored: a search was promised, and a preempted goroutine got the P") {
  static bool ran;
  sync::explored(world, {.setup =
                             [] {
                               begun(4, 0);
                               sched.newmHandoff.haveTemplateThread = false;
                               ran = false;
                               static G* next;
                               next = world.g([](G*) { ran = true, sync::parkforever(); });
                               waitson(0, [](G*) {
                                 runsoon(next);
                                 sync::blockforever();  // it computes
                               });
                               G* gp = world.g([](G*) {});
                               world.m(allp[0]);
                               gp->m = world.m(nullptr), gp->preempted = true;
                               globrunqput(gp);
                               pidleput(allp[1]), pidleput(allp[2]);
                             },
                         .threads = {{"M1", beginswithtemplate},
                                     {"M2",
                                      [] {
                                        notesleep(&world.ms[1]->park);
                                        sync::blockforever();
                                      }}},
                         .check =
                             [] {
                               sync::expect(ran,
                                            "a goroutine is runnable, a P is idle, and nobody is "
                                            "awake to run it");
                             },
                         .sleepers = true,
                         .preemptions = 1,
                         .at = {"sched.nmspinning", "sched.npidle", "sched.lock"}});
}

// The thread that makes it may wait for malloc's lock. If the owner of that lock gave its P away
// while sysmon makes the thread, nobody would be left to ask the next one, which may compute for
// ever.
TEST_CASE("while the template thread is being made nobody else asks") {
  begun(1, 0);
  sched.newmHandoff.haveTemplateThread = false;
  sleeper();
  static bool meanwhile;
  auto asked = [] { return allp[0]->preempt.load(memory_order_relaxed); };
  sync::creates = [] {
    preemptone(allp[0], now);
    meanwhile = allp[0]->preempt.load(memory_order_relaxed);
    return true;
  };
  preemptone(allp[0], now);
  sync::creates = nullptr;
  CHECK(!meanwhile);
  CHECK(asked());
  CHECK(sched.newmHandoff.others == 0);
  world.clear();
}

// The thread of a goroutine that has come back from the kernel asks, too (giveback), and may have
// been given a P by now. That P would wait.
TEST_CASE("only sysmon makes the template thread") {
  begun(1, 0);
  sched.newmHandoff.haveTemplateThread = false;
  M* mp = world.m(nullptr);
  mput(mp), sleeper();
  static bool made;
  made = false;
  sync::creates = [] { return made = true; };
  setg(mp->g0);
  preemptone(allp[0], now);
  setg(nullptr);
  sync::creates = nullptr;
  CHECK(!made);
  CHECK(!allp[0]->preempt.load(memory_order_relaxed));
  world.clear();
}

TEST_CASE("as long as there is no template thread no spare is ordered") {
  begun(1, 0);
  sched.newmHandoff.haveTemplateThread = false;
  M* mp = world.m(nullptr);
  setg(mp->g0);
  preemptone(allp[0], now);
  setg(nullptr);
  CHECK(sched.newmHandoff.spares == 0);
  CHECK(sched.newmHandoff.wanted == 0);
  CHECK(!allp[0]->preempt.load(memory_order_relaxed));
  world.clear();
}
