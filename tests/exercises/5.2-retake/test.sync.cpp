// Exercise 5.2, in all schedules: a goroutine comes back from the kernel while sysmon takes its P.
#include <comeback.hpp>
#include <explored.hpp>
#include <sync_points.hpp>
#include <watched.hpp>

using namespace rt;

static sync::World world;
static int left;
static int64_t now;

TEST_CASE("the M is faster") {
  exercise::judge("the M in the call takes its P back just before retake's compare-and-swap", [] {
    exercise::Watched s(1);
    P* pp = allp[0];
    M back{};
    s.enter(pp);
    s.later(20'000);
    uint32_t tick = pp->syscalltick.load(memory_order_relaxed);
    sync::SyncPoints points;
    bool came = false;
    points.before("p.status.cas", [&] {
      came = true;
      pp->status.store(Prunning, memory_order_relaxed);
      pp->m = &back, back.p = pp;
    });
    uint32_t n = s.later(20'000'000);
    if (!came) return;
    exercise::expect(
        pp->m == &back && pp->status.load(memory_order_relaxed) == Prunning,
        "the M has it, and runs", std::string("it is ") + exercise::statusname(pp),
        "one try decides, by one step. Mind `expected`: a compare-and-swap that fails writes into "
        "it what it has found, and a second try compares with that");
    exercise::equal("retake", 0u, n, "a P that the M has taken back is not taken: do not count it");
    exercise::equal("p.syscalltick", tick, pp->syscalltick.load(memory_order_relaxed),
                    "what is not ours we do not touch: the P is the M's again");
    exercise::equal("sched.handoffs", uint64_t{0}, sched.handoffs.load(memory_order_relaxed),
                    "only a P that we own is handed off");
    exercise::equal("sched.retakes", uint64_t{0}, sched.retakes.load(memory_order_relaxed),
                    "only a P that was taken is recorded");
    exercise::equal(
        "sched.nmidlelocked", 0, sched.nmidlelocked,
        "what incidlelocked(-1) has taken away, incidlelocked(1) gives back, in any case");
  });
}

TEST_CASE("the M is faster, and there is another P") {
  exercise::judge("p0's M takes it back just before the compare-and-swap; p1's call lasts", [] {
    exercise::Watched s(2);
    M back{};
    for (int i = 0; i < 2; i++) s.enter(allp[i]);
    s.later(20'000);
    sync::SyncPoints points;
    bool came = false;
    points.before("p.status.cas", [&] {
      came = true;
      allp[0]->status.store(Prunning, memory_order_relaxed);
      allp[0]->m = &back, back.p = allp[0];
    });
    s.later(20'000'000);
    if (!came) return;
    exercise::expect(allp[1]->status.load(memory_order_relaxed) != Psyscall, "p1 is taken",
                     "it is still in Psyscall",
                     "a P that its M has taken back is only one of them: the look goes on");
  });
}

TEST_CASE("the tick") {
  exercise::judge("retake takes a P, and calls handoffp", [] {
    exercise::Watched s(1);
    P* pp = allp[0];
    s.enter(pp);
    s.later(20'000);
    uint32_t before = pp->syscalltick.load(memory_order_relaxed), then = before + 1;
    sync::SyncPoints points;
    int locked = points.hits("sched.lock.exchange");
    for (const char* op : {"p.status.cas", "p.status.exchange"}) {
      points.before(op, [&, locked] {
        exercise::expect(points.hits("sched.lock.exchange") > locked || sched.nmidlelocked == 0,
                         "sched.lock was held when nmidlelocked moved", "it was not",
                         "nmidlelocked is protected by sched.lock: incidlelocked takes it");
      });
    }
    points.before("sched.handoffs.add", [&] { then = pp->syscalltick.load(memory_order_relaxed); });
    s.later(20'000'000);
    exercise::equal("p.syscalltick when handoffp begins", before + 1, then,
                    "the tick moves on before the hand-off: after it the P, and its tick, are "
                    "another's");
  });
}

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
