// Exercise 5.2, in all schedules: a goroutine comes back from the kernel while sysmon takes its P.
#include <comeback.hpp>
#include <explored.hpp>
#include <sysmon.hpp>

using namespace rt;

static sync::World world;
static int left;
static int64_t now;

static void call(G*) {
  entersyscall();
  exercise::comeback();
  M* mp = getg()->m;
  sync::expect(mp->p && mp->p->m == mp && mp->p->status.load(memory_order_relaxed) == Prunning,
               "two threads have the same P");
  left--;
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
            exercise::counted(world);
          },
      .threads = {{"M1", [] { world.run(world.ms[0].get()); }},
                  {"sysmon",
                   [] {
                     while (!sched.done.load(memory_order_relaxed)) {
                       rt::usleep(20);
                       retake(now += 20'000'000);
                     }
                   }}},
      .check = [] { sync::expect(left == 0, "a goroutine never came back"); },
      .preemptions = preemptions,
      .at = {"p.status", "sched.npidle", "sched.lock"},
  };
  const char* one =
      "looking at the status and changing it must be one step: in between, the M in the call "
      "may take its P back";
  const char* dead =
      "while sysmon has a P in its hands, it counts as one more that is awake: incidlelocked(-1) "
      "before, incidlelocked(1) after";
  exercise::explored(
      world,
      std::to_string(callers) + (callers == 1 ? " goroutine" : " goroutines") + " in a call, " +
          std::to_string(procs) + (procs == 1 ? " P" : " Ps") + ", and sysmon, in all schedules",
      s, "the P has one owner at a time, and every goroutine comes back",
      {{"two threads have the same P", one},
       {"wirep: ", one},
       {"releasep: ", one},
       {"checkdead: ", dead},
       {"all goroutines are asleep", dead},
       {"no end",
        "when the last goroutine has finished, the run ends: who is counted as awake "
        "must be given back"},
       {"never came back", "a goroutine that is back from the kernel runs again"}});
}
TEST_CASE("one goroutine, one P") { everybody(1, 1, 3); }
TEST_CASE("two goroutines, one P") { everybody(1, 2, 2); }
TEST_CASE("three goroutines, two Ps") { everybody(2, 3, 1); }
