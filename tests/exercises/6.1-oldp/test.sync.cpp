// Exercise 6.1, in all schedules: the goroutine comes back while sysmon or another M wants that P.
#include <explored.hpp>

#include <entersyscall.hpp>
#include <sysmon.hpp>

using namespace rt;

static sync::World world;
static int left;
static int64_t now;

static void call(G*) {
  entersyscall();
  exitsyscall();
  M* mp = getg()->m;
  sync::expect(mp->p && mp->p->m == mp && mp->p->status.load(memory_order_relaxed) == Prunning,
               "two threads have the same P");
  left--;
  sync::parkforever();
}

static void everybody(int procs, int callers, int preemptions) {
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
  const char* one =
      "looking at the status and changing it must be one step: in between, another "
      "thread may take the P";
  exercise::explored(world,
                     std::to_string(callers) + " goroutines in a call, " + std::to_string(procs) +
                         " Ps, and sysmon",
                     s, "each P has one owner, and every goroutine comes back",
                     {{"two threads have the same P", one},
                      {"wirep: ", one},
                      {"releasep: ", one},
                      {"never came back", "a goroutine that is back from the kernel runs again"}});
}
TEST_CASE("one goroutine, one P") { everybody(1, 1, 3); }
TEST_CASE("two goroutines, one P") { everybody(1, 2, 2); }
TEST_CASE("one goroutine, two Ps") { everybody(2, 1, 3); }
