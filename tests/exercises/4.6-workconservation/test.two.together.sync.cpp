// Exercise 4.6, in all schedules: two Ms let go of their Ps, and while one of them is between any
// two of its steps, the other one takes a P again, runs what it has found, or falls asleep.
#include <explored.hpp>

#include "lock_guard.hpp"

using namespace rt;

static sync::World world;
static exercise::LockGuard guard;
static M makers[2];
static G gs[2], *made[2];
static int ran;
static bool global;  // made[1] comes into the global queue

static void submit(int i) {
  if (i == 1 && global) {
    sched.lock.lock();
    globrunqput(made[i]);
    sched.lock.unlock();
  } else {
    // Not into runnext: a thief waits before it takes that, and nothing else.
    runqput(getg()->m->p, made[i], false);
  }
  wakep();
}
static void computes(G*) {
  ran++;
  sync::blockforever();
}
static void makes_another(G*) {
  submit(1);
  computes(nullptr);
}

// P0, and the Ps above P2, are busy with goroutines that make others runnable. P1 and P2 belong to
// Ms that have nothing to do, of which so many spin.
static void fresh(int procs, int spinning, void (*first)(G*)) {
  guard.rest();
  world.reset(procs);
  ran = 0;
  made[0] = world.g(first), made[1] = world.g(computes);
  for (int i = 0; i < procs - 2; i++) {
    new (&makers[i]) M{}, new (&gs[i]) G{};
    gs[i].m = &makers[i], gs[i].goid = 100;
    exercise::busy(allp[i ? 3 : 0], &makers[i]);
  }
  for (int i = 0; i < 2; i++) world.m(allp[1 + i])->spinning = i < spinning;
  sched.nmspinning.store(spinning, memory_order_relaxed);
  guard.begin();
}

template <int i>
static void maker() {
  setg(&gs[i]);
  submit(i);
  sync::blockforever();
}
template <int i>
static void idler() {
  world.run(world.ms[i].get());
}

static void check() {
  sync::expect(ran == 2, "a goroutine is runnable, a P is idle, and nobody looks for work");
  std::vector<M*> all;
  for (auto& mp : world.ms) all.push_back(mp.get());
  for (M* mp = sched.allm; mp; mp = mp->alllink) all.push_back(mp);
  int spinning = 0, asleep = 0;
  for (M* mp : all) spinning += mp->spinning, asleep += !mp->p;
  sync::expect(asleep == sched.nmidle, std::to_string(asleep) + " Ms have no P, and " +
                                           std::to_string(sched.nmidle) + " sleep in stopm");
  int32_t count = sched.nmspinning.load(memory_order_relaxed);
  sync::expect(spinning == count,
               std::to_string(spinning) + " Ms spin, and nmspinning = " + std::to_string(count));
}

static void judged(const std::string& scenario, sync::Scenario s) {
  s.check = check, s.sleepers = true, s.preemptions = 2;
  s.stale = -1;  // (Data races are looked for where there are fewer schedules.)
  constexpr const char* kLock =
      "the list of idle Ps and the global queue are protected by sched.lock: of two that take from "
      "them at one moment without it, both may get the same";
  exercise::explored(
      world, scenario, s, "both goroutines run, each on a P of its own",
      {{"nobody looks",
        "as long as an M is counted, others rely on it for all queues: what its own P was a moment "
        "ago, another M may have taken and filled meanwhile. So the second look is at all queues, "
        "after the last moment at which the M was counted, whatever it was counted for"},
       {"Ms have no P",
        "an M that finds nothing to do lets go of its P and sleeps, in stopm. findRunnable returns "
        "null only if the run is over: then the thread ends"},
       {"Ms spin", "each M that spins is counted, and no other"},
       {"no end", "an M that finds nothing to do lets go of its P and sleeps"},
       {"did not hold", kLock},
       {"acquirep", kLock}});
}

static const char* spin(int n) {
  return n == 0 ? ", of which none spins," : n == 1 ? ", of which one spins," : ", which spin,";
}

TEST_CASE("somebody else makes another") {
  global = false;
  for (int spinning = 0; spinning < 3; spinning++) {
    judged(
        std::string("two Ms") + spin(spinning) +
            " let go of their Ps; M1 makes a goroutine runnable, and M2 another one",
        {.setup = [=] { fresh(4, spinning, computes); },
         .threads = {{"idle1", idler<0>}, {"M1", maker<0>}, {"idle2", idler<1>}, {"M2", maker<1>}},
         .at = {"sched.nmspinning", "sched.runqsize"}});
  }
}

TEST_CASE("the one that runs makes another") {
  for (int spinning = 0; spinning < 3; spinning++) {
    for (bool g : {false, true}) {
      global = g;
      judged(std::string("two Ms") + spin(spinning) +
                 " let go of their Ps; M1 makes a goroutine runnable, which makes another one" +
                 (g ? " into the global queue" : "") + ", and computes",
             {.setup = [=] { fresh(3, spinning, makes_another); },
              .threads = {{"idle1", idler<0>}, {"idle2", idler<1>}, {"M1", maker<0>}},
              .at = {"sched.nmspinning", "sched.npidle", "sched.runqsize"}});
    }
  }
}
