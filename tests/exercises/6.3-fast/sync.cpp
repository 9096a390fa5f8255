// Exercise 6.3, what only sync points show: the goroutine has its P before it runs. And no P at all.
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

static sync::World world;
static int left;
static int64_t now;

static void call(G*) {
  for (int i = 0; i < 2; i++) {
    entersyscall();
    exitsyscall();
    M* mp = getg()->m;
    sync::expect(mp->p && mp->p->m == mp && mp->p->status.load(memory_order_relaxed) == Prunning,
                 "a goroutine runs without a P of its own");
  }
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
