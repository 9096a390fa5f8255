// Exercise 8.3, in all schedules. A goroutine on p0 puts others into its runnext, goes into a call,
// comes back, and runs them itself. A thief comes, and a third thread holds the goroutine, or takes
// p0 out of its call.
#include <explored.hpp>
#include <hand.hpp>

#include <entersyscall.hpp>
#include <syscallingthread.hpp>

#include "goroutines.hpp"

using namespace rt;

static sync::World world;
static std::vector<std::unique_ptr<G>> gs;
static std::vector<int> got;
static uint64_t known;
static std::unique_ptr<P> thief;
static Atomic<int, "in the kernel"> kernel;

// What p0's goroutine does, and how often that has changed. Whoever finds the same twice knows that
// it was so all the time.
static enum { elsewhere, runs, incall } phase;
static int changes;
static bool away;  // somebody has taken p0
static void now(decltype(phase) what) { phase = what, changes++; }

static void count(G* gp) {
  if (!gp) return;
  sync::expect(++got[gp->goid] == 1, "goroutine " + std::to_string(gp->goid) + " was got twice");
}
static void gets(P* pp) {
  bool inherit;
  count(runqget(pp, &inherit));
}

// One goroutine into runnext, and a call. False: it has lost its P.
static bool call() {
  known++;
  runqput(allp[0], gs[known - 1].get(), true);
  now(elsewhere);
  entersyscall();
  now(incall);
  kernel.load(memory_order_relaxed);
  kernel.load(memory_order_relaxed);
  now(elsewhere);
  exitsyscall();
  if (getg()->m->p != allp[0]) return false;
  gets(allp[0]);
  return true;
}
static void body(G*) {
  now(runs);
  if (call()) now(runs), call();
  now(elsewhere);
  sync::parkforever();
}

static void steals() {
  while (changes == 0) rt::usleep(20);  // until then p0's goroutine is itself one to steal
  int was = changes, calls = sync::kernelcalls;
  G* gp = runqsteal(thief.get(), allp[0], true);
  calls = sync::kernelcalls - calls;
  if (gp && was == changes && !away) {
    if (phase == incall) sync::expect(calls == 0, "the thief has paused beside a call");
    if (phase == runs) sync::expect(calls == 1, "the thief has not paused");
  }
  count(gp);
}

// Holds the goroutine for a moment, as sysmon does.
static void holds() {
  for (int i = 0; i < 2; i++) {
    if (auto thread = setBlockOnExitSyscall(allp[0])) {
      kernel.load(memory_order_relaxed);
      thread->resume();
    }
  }
}
// Takes p0, runs the one in runnext, and leaves p0 idle.
static void takes() {
  static G g;
  exercise::runs(world.m(nullptr), &g, Grunning);
  setg(&g);
  auto thread = setBlockOnExitSyscall(allp[0]);
  if (!thread) return;
  away = true;
  thread->takeP();
  thread->resume();
  acquirep(allp[0]);
  gets(allp[0]);
  releasep();
  sched.lock.lock();
  pidleput(allp[0]);
  sched.lock.unlock();
}

static void left(P* pp) {
  for (int i = 0; i < 3; i++) gets(pp);
}

static void schedules(const char* scenario, void (*third)(), int preemptions) {
  sync::Scenario s = {
      .setup =
          [] {
            world.reset(1);
            gs = dummies(2), got.assign(3, 0), known = 0;
            thief.reset(new P{});
            phase = elsewhere, changes = 0, away = false;
            runqput(allp[0], world.g(body), false);
            world.m(allp[0]);
          },
      .threads = {{"M1", [] { world.run(world.ms[0].get()); }}, {"thief", steals}},
      .check =
          [] {
            left(allp[0]), left(thief.get());
            for (uint64_t i = 1; i <= known; i++)
              sync::expect(got[i] == 1, "goroutine " + std::to_string(i) + " was lost");
            uint32_t state = raw(world.gs[0]->atomicstatus)->load();
            sync::expect(state == Gwaiting || (away && state == Grunnable),
                         "the goroutine has not come back from its call");
          },
      .sleepers = true,
      .preemptions = preemptions,
      .at = {"p.runnext", "p.status", "p.syscallg", "g.status", "in the kernel"},
  };
  if (third) s.threads.push_back({third == holds ? "holder" : "taker", third});
  constexpr const char* kSwap =
      "runnext is emptied by compare-and-swap, also if its P's goroutine seems to be in a call: "
      "that "
      "may be over, or another thread may have the P by now";
  exercise::explored(
      world, scenario, s, "each goroutine is got once, and the thief pauses where that helps",
      {{"was got twice", kSwap},
       {"was lost", kSwap},
       {"beside a call", "a goroutine that is in a call is about to run nothing, held or not"},
       {"has not paused", "an owner that runs a goroutine still gets its pause"},
       {"has not come back", "a thief only looks: it holds nobody, and takes no P"},
       {"sleeps after", "a thief only looks: it holds nobody, and takes no P"},
       {"no end", "a thief only looks: it holds nobody, and takes no P"}});
}

TEST_CASE("a thief, and a goroutine in and out of calls") {
  schedules("a goroutine goes into a call and comes back, twice; a thief comes", nullptr, 3);
}
TEST_CASE("… which somebody holds") {
  schedules(
      "a goroutine goes into a call and comes back, twice; a thief comes; another thread holds "
      "the goroutine for a moment",
      holds, 2);
}
TEST_CASE("… or takes its P") {
  schedules(
      "a goroutine goes into a call and comes back, twice; a thief comes; another thread takes "
      "the P out of the call",
      takes, 2);
}
