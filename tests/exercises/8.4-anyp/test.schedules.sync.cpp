// Exercise 8.4, in all schedules: two goroutines in and out of calls on Ps of their own, threads
// that come back without a P, and sysmon.
#include <explored.hpp>
#include <hand.hpp>

#include <entersyscall.hpp>
#include <exitsyscall.hpp>
#include <sysmon.hpp>

using namespace rt;

static sync::World world;
static int left;  // goroutines that have not come back from all their calls
static int64_t now;
static G backs[2], sleeper;
static M* sleepers;  // the thread of the one that does not come back, or null

static void owns() {
  M* mp = getg()->m;
  sync::expect(mp->p && mp->p->m == mp && mp->p->status.load(memory_order_relaxed) == Prunning,
               "a goroutine runs without a P of its own");
}
static void calls(G*) {
  entersyscall();
  exitsyscall();
  owns();
  left--;
  sync::parkforever();
}
// Comes back without a P, and if it gets one hands it on.
static void comesback(int i, int oldp) {
  exercise::runs(world.m(nullptr), &backs[i], Grunning);
  setg(&backs[i]);
  P* pp = exitsyscallTryGetP(oldp < 0 ? nullptr : allp[oldp]);
  if (!pp) return;
  sync::expect(!pp->m && pp->status.load(memory_order_relaxed) == Pidle,
               "the P that a thread has got is not idle, or is somebody's");
  acquirep(pp);
  owns();
  handoffp(releasep());
}
static void watch() {
  while (left > 0) {
    retake(now += 20'000'000);
    rt::usleep(20);
  }
}

static void alldone() {
  sync::expect(left == 0, "a goroutine never came back");
  int listed = 0;
  for (P* pp = sched.pidle; pp && listed <= gomaxprocs; pp = pp->link) {
    listed++;
    sync::expect(!pp->m && raw(pp->status)->load() == Pidle, "a P is on the idle list, and in use");
  }
  bool away = sleepers && sleepers->p;
  sync::expect(listed == raw(sched.npidle)->load() && listed == gomaxprocs - away,
               "when all is over a P is idle twice, or is lost");
  sync::expect(!sleepers || raw(sleeper.atomicstatus)->load() == Gsyscall,
               "the goroutine in the long call is still held");
  for (auto& gp : world.gs)
    sync::expect(raw(gp->atomicstatus)->load() == Gwaiting, "a goroutine has not come to its end");
}

static void schedules(const char* scenario, int procs, std::vector<sync::Scenario::Thread> more,
                      int preemptions, bool third = false) {
  sync::Scenario s = {
      .setup =
          [=] {
            world.reset(procs + third);
            left = procs, now = 0, sleepers = nullptr;
            for (int i = 0; i < procs; i++) {
              runqput(allp[i], world.g(calls), false);
              world.m(allp[i]);
            }
            if (third) {
              sleepers = world.m(nullptr);
              exercise::busy(allp[procs], sleepers);
              exercise::runs(sleepers, &sleeper, Gsyscall);
              raw(allp[procs]->syscallg)->store(&sleeper);
            }
          },
      .threads = {},
      .check = alldone,
      .sleepers = true,
      .preemptions = preemptions,
      .at = {"g.status", "p.syscallg", "p.status", "sched.npidle"},
  };
  static constexpr const char* names[] = {"M1", "M2", "M3"};
  for (int i = 0; i < procs; i++) {
    s.threads.push_back({names[i], [i] { world.run(world.ms[static_cast<size_t>(i)].get()); }});
  }
  for (auto& t : more) s.threads.push_back(t);
  constexpr const char* kHeld =
      "hold the goroutine, take the P, let go, in this order: only while it is held the P can be "
      "taken, and only by whoever holds it";
  constexpr const char* kList =
      "a P that is taken out of a call is the caller's, and on no list: it comes onto the list "
      "when "
      "a thread gives it up";
  exercise::explored(world, scenario, s, "each P has one owner, and every goroutine comes back",
                     {{"without a P of its own", kHeld},
                      {"is somebody's", kHeld},
                      {"wirep: ", kHeld},
                      {"releasep: ", kHeld},
                      {"casgstatus: ", kHeld},
                      {"in use", kList},
                      {"or is lost", kList},
                      {"still held", "whoever has been held is let go, on every way"},
                      {"never came back", "whoever has been held is let go, on every way"},
                      {"no end", "whoever has been held is let go, on every way"}});
}

TEST_CASE("one") {
  schedules("two goroutines in calls on two Ps; a thread comes back without a P", 2,
            {{"back1", [] { comesback(0, -1); }}}, 2);
}
TEST_CASE("two at once") {
  schedules("two goroutines in calls on two Ps; two threads come back without a P", 2,
            {{"back1", [] { comesback(0, -1); }}, {"back2", [] { comesback(1, 0); }}}, 1);
}
TEST_CASE("one, and sysmon") {
  schedules("two goroutines in calls on two Ps; a thread comes back without a P; sysmon", 2,
            {{"back1", [] { comesback(0, 0); }}, {"sysmon", watch}}, 1);
}
TEST_CASE("three Ps, two at once, and sysmon") {
  schedules(
      "three goroutines in calls on three Ps; two threads come back without a P; sysmon", 3,
      {{"back1", [] { comesback(0, 0); }}, {"back2", [] { comesback(1, 0); }}, {"sysmon", watch}},
      0);
}
TEST_CASE("a P whose goroutine stays away, and two at once") {
  schedules(
      "two goroutines in calls on two Ps, and a third one in a long call; two threads come back "
      "without a P",
      2, {{"back1", [] { comesback(0, 1); }}, {"back2", [] { comesback(1, -1); }}}, 1, true);
}
