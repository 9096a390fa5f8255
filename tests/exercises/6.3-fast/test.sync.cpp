// Exercise 6.3, what only sync points show: the goroutine has its P before it runs. And no P at
// all.
#include <explored.hpp>
#include <hand.hpp>

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
  judge("another M runs with oldp, and no P is idle; when one look has failed, a P becomes idle",
        [] {
          byhand(2);
          static M *m = newthread(1), *other = newthread(2);
          static G* gp = newgoroutine(1, nullptr);
          gp->stack = {0, UINTPTR_MAX};
          runs(m, gp, Grunning);
          busy(allp[0], m);
          setg(gp);
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
        });
}

static sync::World world;
static int left;
static int64_t now;

static void call(G*) {
  entersyscall();
  exitsyscall();
  M* mp = getg()->m;
  sync::expect(mp->p && mp->p->m == mp && mp->p->status.load(memory_order_relaxed) == Prunning,
               "a goroutine runs without a P of its own");
  left--;
  sync::parkforever();
}

TEST_CASE("no P at all") {
  sync::Scenario s = {
      .setup =
          [] {
            world.reset(1);
            left = 2, now = 0;
            for (int i = 0; i < 2; i++) runqput(allp[0], world.g(call), false);
            world.m(allp[0]);
          },
      .threads = {{"M1", [] { world.run(world.ms[0].get()); }},
                  {"sysmon",
                   [] {
                     for (; left > 0; rt::usleep(20)) retake(now += 20'000'000);
                   }}},
      .check = [] { sync::expect(left == 0, "a goroutine never came back"); },
      .sleepers = true,
      .preemptions = 2,
      .at = {"p.status", "sched.npidle"},
  };
  const char* own = "the way back ends with a P, be it that one has to wait for it";
  explored(world, "2 goroutines in and out of the kernel, 1 P, and sysmon", s,
           "each P has one owner, and all come back",
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
