// Exercise 5.7, in all schedules: goroutines come back as chapter 7's do, while sysmon has their P.
#include <comeback.hpp>
#include <explored.hpp>
#include <price.hpp>
#include <sync_points.hpp>
#include <watched.hpp>

using namespace rt;

static sync::World world;
static int left;
static int64_t now;
static const char* const given =
    "what was taken from nmidlelocked is given back, in any case: or no deadlock is ever found "
    "again";

static void watch() {
  while (!sched.done.load(memory_order_relaxed)) {
    rt::usleep(20);
    retake(now += 20'000'000);
  }
}
static sync::Scenario scenario(int procs, int callers, void (*call)(G*), int preemptions) {
  return {
      .setup =
          [=] {
            world.reset(procs);
            left = callers, now = 0;
            for (int i = 0; i < callers; i++) runqput(allp[0], world.g(call), false);
            world.m(allp[0]);
            for (int i = 1; i < procs; i++) pidleput(allp[i]);
            exercise::counted(world);
          },
      .threads = {{"M1", [] { world.run(world.ms[0].get()); }}, {"sysmon", watch}},
      .check = [] { sync::expect(left == 0, "a goroutine never came back"); },
      .preemptions = preemptions,
      .at = {"p.status", "sched.npidle", "sched.lock"},
  };
}

static void everybody(int procs, int callers, int preemptions) {
  auto call = [](G*) {
    entersyscall();
    exercise::comeback();
    M* mp = getg()->m;
    sync::expect(mp->p && mp->p->m == mp && mp->p->status.load(memory_order_relaxed) == Prunning,
                 "two threads have the same P");
    left--;
  };
  const char* counts =
      "as long as a P is in sysmon's hands one more counts as awake: from before its status "
      "changes "
      "until handoffp has found somebody";
  exercise::explored(
      world,
      std::to_string(callers) + (callers == 1 ? " goroutine" : " goroutines") + " in a call, " +
          std::to_string(procs) + (procs == 1 ? " P" : " Ps") +
          ", and sysmon; whoever finds no P sleeps",
      scenario(procs, callers, call, preemptions),
      "every goroutine comes back, and then the run is over",
      {{"two threads have the same P", "whoever moves the P from Psyscall to Pidle owns it"},
       {"wirep: ", "whoever moves the P from Psyscall to Pidle owns it"},
       {"releasep: ", "whoever moves the P from Psyscall to Pidle owns it"},
       {"checkdead: ", counts},
       {"all goroutines are asleep", counts},
       {" is syscall",
        "while an M is in the kernel there is no deadlock: it comes back by itself, so it "
        "may not be left out of count"},
       {"no end",
        "what was taken from nmidlelocked is given back, in any case, and then one looks for a "
        "deadlock, "
        "as incidlelocked does: the last M may have gone to sleep meanwhile"},
       {"never came back", "a goroutine that is back from the kernel runs again"}});
}
TEST_CASE("one goroutine, one P") { everybody(1, 1, 3); }
TEST_CASE("two goroutines, one P") { everybody(1, 2, 2); }
TEST_CASE("three goroutines, two Ps") { everybody(2, 3, 1); }

TEST_CASE("the M is faster") {
  exercise::judge("the M in the call takes its P back just before retake's compare-and-swap", [] {
    exercise::Watched s(1);
    P* pp = allp[0];
    M back{};
    s.enter(pp);
    s.later(20'000);
    sync::SyncPoints points;
    points.before("p.status.cas", [&] {
      pp->status.store(Prunning, memory_order_relaxed);
      pp->m = &back, back.p = pp;
    });
    s.later(20'000'000);
    exercise::equal("sched.nmidlelocked", 0, sched.nmidlelocked, given);
    exercise::equal("sched.handoffs", uint64_t{0}, sched.handoffs.load(memory_order_relaxed),
                    "only a P that we own is handed off");
  });
}

TEST_CASE("the call lasts") {
  static bool ran;
  sync::Scenario s = {
      .setup =
          [] {
            world.reset(1);
            ran = false, now = 0;
            runqput(allp[0], world.g([](G*) { entersyscall(), sync::blockforever(); }), false);
            runqput(allp[0], world.g([](G*) { ran = true, sync::parkforever(); }), false);
            world.m(allp[0]);
            exercise::counted(world);
          },
      .threads = {{"M1", [] { world.run(world.ms[0].get()); }},
                  {"sysmon",
                   [] {
                     for (int look = 0; look < 4; look++, rt::usleep(20)) retake(now += 20'000'000);
                   }}},
      .check = [] { sync::expect(ran, "goroutine 2 never ran"); },
      .sleepers = true,
      .preemptions = 2,
      .at = {"p.status", "sched.npidle", "sched.lock"},
  };
  exercise::explored(
      world, "1 P, 1 M: goroutine 1 is in a call that never ends; goroutine 2 waits for its turn",
      s, "goroutine 2 runs",
      {{"never ran", "goroutines wait for the P: retake takes it, however few Ms are awake"},
       {"checkdead: ",
        "while an M is in the kernel there is no deadlock: it comes back by itself"}});
}

TEST_CASE("a real one") {
  exercise::judge(
      "a goroutine comes back from a call that has lost its P, and then waits for ever", [] {
        auto call = [](G*) {
          entersyscall();
          rt::usleep(20);
          exercise::comeback();
          sync::parkforever();
        };
        auto outcome = sync::explore(scenario(1, 1, call, 0));
        exercise::expect(contains(outcome.why, "all goroutines are asleep - deadlock!"),
                         "fatal error: all goroutines are asleep - deadlock!",
                         outcome.failed ? outcome.why.substr(0, outcome.why.find('\n')) : "nothing",
                         given);
      });
}

TEST_CASE("the price") {
  exercise::judge("no P has been in its call for long: what one look costs", [] {
    world.reset(4);
    for (int i = 0; i < 4; i++) {
      nexttick(allp[i]->schedtick), nexttick(allp[i]->syscalltick);
      allp[i]->status.store(i < 3 ? Prunning : Pidle, memory_order_relaxed);
    }
    retake(now = 1'000'000'000);
    allp[2]->status.store(Psyscall, memory_order_relaxed);
    sync::SyncPoints points;
    exercise::Price price(points);
    retake(now += 20'000);
    price.nothing("a look that takes no P");
  });
}
