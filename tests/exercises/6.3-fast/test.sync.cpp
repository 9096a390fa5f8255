// Exercise 6.3, what only sync points show: the goroutine has its P before it runs. And no P at
// all.
#include <explored.hpp>
#include <hand.hpp>
#include <price.hpp>

#include <entersyscall.hpp>
#include <sync_points.hpp>
#include <sysmon.hpp>

using namespace rt;
using namespace exercise;

TEST_CASE("the moment in which it runs again") {
  judge("the moment in which the goroutine is running again", [] {
    byhand(2);
    pidleput(allp[1]);
    static M* m = newthread(1);
    static G* gp = newgoroutine(1, nullptr);
    gp->stack = {0, UINTPTR_MAX};
    runs(m, gp, Grunning);
    busy(allp[0], m);
    setg(gp);
    entersyscall();
    sync::SyncPoints points;
    points.before("g.status.store", [] {
      expect(m->p, "it has a P", "it has none",
             "a goroutine without a P does not run: first the P, then Grunning");
    });
    exitsyscall();
  });
}

TEST_CASE("a P comes late") {
  judge(
      "another M runs with oldp, and no P is idle; when one look has failed, a P becomes idle", [] {
        byhand(2);
        static M *m = newthread(1), *other = newthread(2);
        static G* gp = newgoroutine(1, nullptr);
        gp->stack = {0, UINTPTR_MAX};
        runs(m, gp, Grunning);
        busy(allp[0], m);
        setg(gp);
        allp[0]->syscalltick.store(40, memory_order_relaxed);
        allp[1]->syscalltick.store(70, memory_order_relaxed);
        entersyscall();
        busy(allp[0], other);
        static bool late;
        auto comes = [] {
          if (!late) late = true, pidleput(allp[1]);
        };
        sync::SyncPoints points;
        points.before("sched.lock.exchange", comes);  // that look was one under the lock
        points.before("sched.npidle.load", comes, 2);
        exitsyscall();
        expect(m->p == allp[1] && allp[1]->m == m && status(allp[1]) == Prunning,
               "the goroutine has waited for that P",
               m->p ? "it has a P that is not its own" : "it has no P",
               "the way back ends with a P of one's own, be it that one has to wait for it");
        expect(status(gp) == Grunning, "the goroutine is running",
               std::string("it is ") + gstatusname(status(gp)),
               "with a P the goroutine runs again: it was in Gsyscall, and is Grunning now");
        expect(!m->oldp, "m.oldp = null", "m.oldp is the P that it had before the call",
               "oldp is good for one call: forget it, on the slow way back as well");
        equal("the syscalltick of the P that it has now", 71u,
              allp[1]->syscalltick.load(memory_order_relaxed),
              "the call is over: the tick of the P that you have now goes on by one, once, on the "
              "slow way back as well");
        equal("the syscalltick of the P that it had", 40u,
              allp[0]->syscalltick.load(memory_order_relaxed),
              "oldp is another M's: its tick is none of yours");
        equal("gp.syscallsp", uintptr_t{0}, gp->syscallsp,
              "the goroutine is in no system call any more, on the slow way back as well");
      });
}

static sync::World world;
static int left;
static int64_t now;

TEST_CASE("the price") {
  judge("nobody has touched oldp: what the way back costs", [] {
    byhand(2);
    pidleput(allp[1]);
    M* m = newthread(1);
    G* gp = newgoroutine(1, nullptr);
    gp->stack = {0, UINTPTR_MAX};
    runs(m, gp, Grunning);
    busy(allp[0], m);
    setg(gp);
    entersyscall();
    sync::SyncPoints points;
    Price price(points);
    exitsyscall();
    price.nothing("the way back to a P that nobody wanted");
  });
}

static void call(G*) {
  entersyscall();
  exitsyscall();
  M* mp = getg()->m;
  sync::expect(mp->p && mp->p->m == mp && mp->p->status.load(memory_order_relaxed) == Prunning,
               "a goroutine runs without a P of its own");
  left--;
  sync::parkforever();
}

static void schedules(int procs, int callers, int preemptions) {
  sync::Scenario s = {
      .setup =
          [=] {
            world.reset(procs);
            left = callers, now = 0;
            for (int i = 0; i < callers; i++) runqput(allp[0], world.g(call), false);
            world.m(allp[0]);
            for (int i = 1; i < procs; i++) pidleput(allp[i]);
          },
      .threads = {{"M1", [] { world.run(world.ms[0].get()); }},
                  {"sysmon",
                   [] {
                     for (; left > 0; rt::usleep(20)) retake(now += 20'000'000);
                   }}},
      .check = [] { sync::expect(left == 0, "a goroutine never came back"); },
      .sleepers = true,
      .preemptions = preemptions,
      .at = {"p.status", "sched.npidle"},
  };
  const char* own = "the way back ends with a P, be it that one has to wait for it";
  explored(world,
           show(callers) + " goroutines in and out of the kernel, " + show(procs) +
               (procs > 1 ? " Ps" : " P") + ", and sysmon",
           s, "each P has one owner, and all come back",
           {{"fatal error: ",
             "oldp in Psyscall by another call than yours is no error: that call's M will find "
             "another P"},
            {"without a P", own},
            {"never came back", own},
            {"no end", own},
            {"wirep: ", own},
            {"releasep: ", own},
            {"casgstatus",
             "with a P the goroutine runs again: it was in Gsyscall, and is Grunning now"}});
}
TEST_CASE("two goroutines, one P") { schedules(1, 2, 2); }
TEST_CASE("three goroutines, two Ps") { schedules(2, 3, 1); }
