// Exercise 6.2, in all schedules: sysmon falls asleep, or another goroutine comes back, at the same
// moment.
#include <explored.hpp>
#include <hand.hpp>
#include <price.hpp>
#include <under_lock.hpp>

#include <exitsyscallfast.hpp>
#include <sync_points.hpp>
#include <sysmon.hpp>

using namespace rt;
using namespace exercise;

TEST_CASE("the lock") {
  judge("one P is idle: the moments in which it leaves the list, and becomes this thread's", [] {
    byhand(1);
    pidleput(allp[0]);
    static G g;
    runs(newthread(1), &g, Gsyscall);
    setg(&g);
    sync::SyncPoints points;
    points.before("sched.npidle.sub", [] {
      expect(exercise::locked(), "sched.lock is held while the list changes", "nobody holds it",
             "the list of idle Ps is protected by sched.lock");
    });
    points.before("p.status.store", [] {
      expect(!exercise::locked(), "sched.lock is free when the P becomes this thread's",
             "it is still held",
             "acquirep needs no lock, and may end the program: let go of the lock first");
    });
    exitsyscallfast_pidle();
  });
}

static sync::World world;
static G gs[3];
static int got;
static bool deep;

static void back(int i) {
  setg(&gs[i]);
  got += exitsyscallfast_pidle();
}

// As in sysmon.cpp.
static void deepsleep() {
  sched.lock.lock();
  if (sched.npidle.load(memory_order_relaxed) == gomaxprocs) {
    sched.sysmonwait.store(true, memory_order_relaxed);
    sched.lock.unlock();
    deep = true;
    notesleep(&sched.sysmonnote);
    deep = false;
    sched.lock.lock();
    sched.sysmonwait.store(false, memory_order_relaxed);
    noteclear(&sched.sysmonnote);
  }
  sched.lock.unlock();
}

// As in startm.cpp: it takes a P, and wakes no sysmon.
static void take() {
  sched.lock.lock();
  pidleget();
  sched.lock.unlock();
}

static void schedules(const char* scenario, int procs, int callers, bool sysmon,
                      int preemptions = 3, bool startm = false) {
  sync::Scenario s = {
      .setup =
          [=] {
            world.reset(procs);
            crash_breaks("each P has one owner, and sysmon is awake when a P is busy",
                         "what you have seen under the lock is true as long as you hold it: look "
                         "for a P and take it in one go");
            got = 0, deep = false;
            for (int i = 0; i < procs; i++) pidleput(allp[i]);
            for (int i = 0; i < callers; i++) runs(world.m(nullptr), &gs[i], Gsyscall);
          },
      .threads = {{"M1", [] { back(0); }}},
      .check =
          [=] {
            sync::expect(!deep || got == 0, "sysmon is in its deep sleep, and a P is busy");
            sync::expect(got == std::min(procs, callers), "not every P found a thread");
            sync::expect(!exercise::locked(), "sched.lock is still held");
          },
      .sleepers = true,
      .preemptions = preemptions,
      .at = {"sched.lock", "sched.npidle", "sched.sysmonwait", "sched.sysmonnote", "p.status"},
  };
  if (callers > 1) s.threads.push_back({"M2", [] { back(1); }});
  if (callers > 2) s.threads.push_back({"M3", [] { back(2); }});
  if (startm) s.threads.push_back({"M4", take});
  if (sysmon) s.threads.push_back({"sysmon", deepsleep});
  explored(
      world, scenario, s, "each P has one owner, and sysmon is awake when a P is busy",
      {{"deep sleep",
        startm ? "whoever took a P before need not have woken sysmon: that it sleeps is said by "
                 "sched.sysmonwait, not by how many Ps are idle"
               : "look whether sysmon sleeps when you have the P, not before: it may fall asleep "
                 "in between"},
       {"double wakeup", "whoever wakes sysmon says so, by clearing sysmonwait, under the lock"},
       {"not every P", "an idle P is there to be taken"},
       {"still held",
        "what locks, unlocks, on each way out: also on the one on which the P has gone meanwhile"},
       {"wirep", "the list of idle Ps is protected by sched.lock"},
       {"data race",
        "the list of idle Ps is protected by sched.lock: read without it, it says nothing"}});
}
TEST_CASE("sysmon falls asleep") {
  schedules("a goroutine comes back while sysmon falls asleep", 1, 1, true);
}
TEST_CASE("two, and sysmon") {
  schedules("two goroutines come back, two Ps are idle, and sysmon falls asleep", 2, 2, true);
}
TEST_CASE("startm, and sysmon") {
  schedules("a goroutine comes back, startm takes another P, and sysmon falls asleep", 2, 1, true,
            3, true);
}
TEST_CASE("two, and one P") {
  schedules("two goroutines come back, and one P is idle", 1, 2, false);
}
TEST_CASE("three, and sysmon") {
  schedules("three goroutines come back, two Ps are idle, and sysmon falls asleep", 2, 3, true, 1);
}

// One attempt, whatever comes of it.
static void price(const char* scenario, int idle) {
  judge(std::string(scenario) + ": what it costs", [=] {
    byhand(2);
    for (int i = 0; i < idle; i++) pidleput(allp[i]);
    runs(newthread(1), &gs[0], Gsyscall);
    setg(&gs[0]);
    sync::SyncPoints points;
    int calls = sync::kernelcalls, locks = points.hits("sched.lock.exchange");
    exitsyscallfast_pidle();
    calls = sync::kernelcalls - calls, locks = points.hits("sched.lock.exchange") - locks;
    expect(calls == 0, "the kernel is called for nothing", "it is called " + show(calls) + "x",
           "the short way is short: nobody sleeps, yields, or wakes others who do not sleep");
    expect(locks <= 2, "sched.lock is taken once, and for sysmon once more at most",
           "it is taken " + show(locks) + "x",
           "the short way is short: who has looked once under the lock knows whether a P is idle");
  });
}
TEST_CASE("the price") {
  price("all Ps are idle, and sysmon is awake", 2);
  price("a P is idle, and sysmon is awake", 1);
  price("no P is idle", 0);
}

TEST_CASE("the list is in order under the lock alone") {
  for (int idle : {1, 2}) {
    judge(show(idle) + " of 3 Ps are idle. The list shows them only to those who hold sched.lock",
          [=] {
            byhand(3);
            for (int i = 0; i < idle; i++) pidleput(allp[i]);
            static G g;
            M* m = newthread(1);
            runs(m, &g, Gsyscall), setg(&g);
            sync::SyncPoints points;
            UnderLock lists(points);
            bool got = exitsyscallfast_pidle();
            expect(got && m->p, "true, and m.p is one of them", show(got),
                   "sched.pidle belongs to whoever holds sched.lock: read without it, it says "
                   "nothing (a data race)");
          });
  }
}
