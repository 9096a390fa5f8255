// Exercise 5.1: what is so at the moment when the P becomes Psyscall, and in all schedules.
#include <bench.hpp>
#include <entersyscall.hpp>
#include <explored.hpp>
#include <price.hpp>
#include <sync_points.hpp>
#include <sysmon.hpp>

using namespace rt;

static sync::World world;
static P* pp;
static M* mp;
static G* gp;

static const char* const state =
    "Gsyscall comes before the P can be taken: its next owner runs another goroutine, and one P "
    "runs one";
static const char* const owner =
    "p.m and m.p are cut before the P can be taken: from then on they may say who has it now";

// Somebody takes the P as soon as it is to be had, runs another goroutine, and looks around.
static void thief() {
  for (;;) {
    uint32_t status = Psyscall;
    if (pp->status.compare_exchange_strong(status, Pidle, memory_order_acq_rel,
                                           memory_order_relaxed))
      break;
    rt::usleep(20);
  }
  sync::expect(gp->atomicstatus.load(memory_order_relaxed) == Gsyscall,
               "sysmon has p0, and goroutine 1 is still running on it");
  sync::expect(!pp->m && !mp->p, "sysmon has p0, and so has M1");
  world.run(world.ms[1].get());
}

TEST_CASE("in all schedules") {
  sync::Scenario s = {
      .setup =
          [] {
            world.reset(1);
            pp = allp[0];
            gp = world.g([](G*) {
              entersyscall();
              sync::blockforever();
            });
            runqput(pp, gp, false);
            runqput(pp, world.g([](G*) { sync::parkforever(); }), false);
            mp = world.m(pp);
            world.m(pp);
          },
      .threads = {{"M1", [] { world.run(world.ms[0].get()); }}, {"sysmon", thief}},
      .sleepers = true,
      .preemptions = 2,
      .at = {"p.status", "g.status", "p.syscalltick", "sched.sysmonwait"},
  };
  exercise::explored(
      world,
      "goroutine 1 enters the kernel; sysmon takes p0 as soon as it can, and starts M2 on it", s,
      "one owner, and one goroutine that runs",
      {{"still running", state},
       {"so has M1", owner},
       {"wirep: ", owner},
       {"releasep: ", owner},
       {"casgstatus: ", state},
       {"no end", "the P is Psyscall in the end"}});
}

static void atthemoment(bool asleep) {
  std::string when = asleep ? "; sysmon sleeps" : "";
  exercise::judge(
      "just before the P becomes Psyscall: from here on sysmon may take it" + when, [=] {
        exercise::Bench b(1);
        b.runs(allp[0]);
        allp[0]->syscalltick.store(7, memory_order_relaxed);
        M& m = b.m;
        G& g = b.g;
        bool early = false;
        struct {
          uint32_t status, tick;
          const void *pm, *mp, *oldp;
          uintptr_t pc, sp;
          bool releases;
        } seen{};
        sync::SyncPoints points;
        // Of several stores the last one counts.
        std::function<void()> look = [&] {
          bool releases = exercise::releases();
          early |= (seen.pm || seen.mp) && allp[0]->status.load(memory_order_relaxed) == Psyscall;
          seen = {g.atomicstatus.load(memory_order_relaxed),
                  m.syscalltick,
                  allp[0]->m,
                  m.p,
                  m.oldp,
                  g.syscallpc,
                  g.syscallsp,
                  releases};
          for (const char* op : {"p.status.store", "p.status.exchange", "p.status.cas"})
            points.before(op, look);
        };
        look();
        if (asleep) sched.sysmonwait.store(true, memory_order_relaxed);
        reentersyscall(42, g.stack.hi - 4096);
        exercise::expect(!early, "the P becomes Psyscall once, at the end", "it does so twice",
                         owner);
        exercise::equal("status of goroutine 1", std::string("syscall"),
                        std::string(gstatusname(seen.status)), state);
        exercise::expect(!seen.pm && !seen.mp, "p.m = null, m.p = null",
                         "p.m = " + exercise::show(seen.pm) + ", m.p = " + exercise::show(seen.mp),
                         owner);
        exercise::expect(
            seen.oldp == allp[0] && seen.tick == 7,
            "m.oldp and m.syscalltick are those of this call",
            "m.oldp = " + exercise::show(seen.oldp) +
                ", m.syscalltick = " + exercise::show(seen.tick),
            "what the way back needs is noted before the P can be taken: retake changes the tick");
        exercise::expect(
            seen.pc == 42 && seen.sp == g.stack.hi - 4096,
            "syscallpc and syscallsp are those of this call",
            "syscallpc = " + exercise::hex(seen.pc) + ", syscallsp = " + exercise::hex(seen.sp),
            "pc and sp are noted before others can see the goroutine in its call");
        exercise::expect(
            seen.releases, "the store releases all that came before it",
            "its memory order is too weak for that",
            "whoever takes the P acquires, and sees what you wrote before a store that "
            "releases: memory_order_release, or a stronger one");
      });
}
TEST_CASE("at the moment") {
  for (bool asleep : {false, true}) atthemoment(asleep);
}

static void price(const char* scenario, int waiting, int idle) {
  exercise::judge(std::string(scenario) + ": what one entersyscall costs", [=] {
    exercise::Bench b(2);
    if (idle) b.idle(allp[1]);
    for (int i = 0; i < waiting; i++) runqput(allp[0], &b.others[i], true);
    b.runs(allp[0]);
    sync::SyncPoints points;
    exercise::Price price(points);
    reentersyscall(42, b.g.stack.hi - 4096);
    price.nothing("a call that sysmon need not be woken for");
    exercise::equal("Ms woken", 0, b.wokenup(),
                    "most calls are over at once: who waits is for sysmon to see, if one is not");
  });
}
TEST_CASE("the price") {
  price("sysmon is awake", 0, 0);
  price("sysmon is awake, others are in p0's queue, and p1 is idle", 3, 1);
  price("sysmon is awake, and p1 is idle", 0, 1);
}

// As on the way back: it takes an idle P, and wakes sysmon, all of it under the lock.
static void back() {
  sched.lock.lock();
  if (pidleget()) wakesysmon_locked();
  sched.lock.unlock();
}

static void asleep(const char* scenario, bool another) {
  sync::Scenario s = {
      .setup =
          [] {
            world.reset(3);
            pidleput(allp[2]);
            sched.sysmonwait.store(true, memory_order_relaxed);
            for (int i = 0; i < 2; i++) {
              runqput(allp[i], world.g([](G*) {
                entersyscall();
                sync::blockforever();
              }),
                      false);
              world.m(allp[i]);
            }
          },
      .threads = {{"M1", [] { world.run(world.ms[0].get()); }},
                  {"M2", [] { world.run(world.ms[1].get()); }}},
      .check =
          [] {
            sync::expect(!sched.sysmonwait.load(memory_order_relaxed) &&
                             sched.sysmonnote.key.load(memory_order_relaxed) == 1,
                         "sysmon sleeps on");
          },
      .sleepers = true,
      .preemptions = 2,
      .at = {"p.status", "sched.sysmonwait", "sched.lock", "sched.sysmonnote"},
  };
  if (another) s.threads[1] = {"M3", back};
  exercise::explored(
      world, scenario, s, "it is woken once",
      {{"double wakeup",
        "two may see sysmonwait: wakesysmon takes the lock and looks again, so that "
        "only one of them wakes it"},
       {"sleeps on", "nobody but sysmon takes a P from a call that blocks: it must be awake"}});
}
TEST_CASE("sysmon sleeps") {
  asleep("two goroutines enter the kernel while sysmon sleeps, in all schedules", false);
  asleep(
      "while sysmon sleeps, a goroutine enters the kernel, and M3 comes back and takes an idle P, "
      "in all schedules",
      true);
}
