// Exercise 8.1, in all schedules: goroutines go into the kernel and come back, and several threads
// want their Ps.
#include <allcalls.hpp>

#include <syscallingthread.hpp>

using namespace rt;
using namespace exercise;

static int holders[8];  // of each goroutine

// Holds the goroutine for a while, in which nothing may change, and lets it go, with its P or
// without.
static void taker(bool takes) {
  auto thread = setBlockOnExitSyscall(allp[0]);
  if (!thread) return;
  G* gp = thread->gp;
  sync::expect(!holders[gp->goid]++, "two threads hold the same goroutine");
  for (int i = 0; i < 2; i++) {
    sync::expect(thread->pp == allp[0] && thread->mp == gp->m && gp->m->p == allp[0],
                 "a goroutine is held that is not in a call with that P");
    uint32_t is = gp->atomicstatus.load(memory_order_relaxed);
    sync::expect(is == Gscansyscall, "a goroutine comes back while it is held");
  }
  holders[gp->goid]--;
  if (takes) thread->takeP();
  thread->resume();
  if (takes) handoffp(allp[0]);
}

static const char* const kOld =
    "the name may be old: with which P the goroutine is in a call, its M's m.p says, and only "
    "while you hold the goroutine";
static const char* const kBack =
    "whoever you hold by mistake you let go, in the state in which it was";
static const std::initializer_list<Rule> rules = {
    {"not in a call with that P", kOld},
    {"two threads have the same P", kOld},
    {"without a P of its own", kOld},
    {"wirep: ", kOld},
    {"releasep: ", kOld},
    {"two threads hold",
     "at most one thread holds a goroutine: looking at the state and "
     "setting the bit must be one step"},
    {"while it is held", "looking at the state and setting the bit must be one step"},
    {"casgstatus: ",
     "looking at the state and setting the bit must be one step, and only "
     "from Gsyscall"},
    {"still held", kBack},
    {"no end", kBack},
    {"never came back", kBack}};

TEST_CASE("two takers") {
  for (bool takes : {false, true})
    everyschedule(
        takes ? "a goroutine makes two calls, and two threads take its P"
              : "a goroutine makes two calls, and two threads hold it and let it go",
        [] {
          world.reset(2);
          left = 1;
          for (int& n : holders) n = 0;
          put(0, [](G*) { calls(2), done(); });
          world.m(allp[0]);
          pidleput(allp[1]);
        },
        {{"M1", [] { world.run(world.ms[0].get()); }},
         {"taker1", [takes] { taker(takes); }},
         {"taker2", [takes] { taker(takes); }}},
        takes ? 2 : 3, {"g.status", "p.syscallg", "sched.npidle"}, false, rules);
}

TEST_CASE("sysmon, and a thread that comes back") {
  threewant("a goroutine makes two calls; sysmon, and a thread that comes back, want its P", 2, 1,
            {"g.status", "p.syscallg", "p.status", "sched.npidle"}, false, rules);
  threewant("the same with three Ps", 3, 1, {"g.status", "p.syscallg"}, false, rules);
  threewant("the same with two Ps, and loads may read old values", 2, 1, {"g.status", "p.syscallg"},
            true, rules);
}

TEST_CASE("one P") {
  everyschedule(
      "two goroutines make a call each on one P, and sysmon wants it",
      [] {
        world.reset(1);
        left = 2;
        put(0, [](G*) { calls(1), done(); });
        put(0, [](G*) { calls(1), done(); });
        world.m(allp[0]);
      },
      {{"M1", [] { world.run(world.ms[0].get()); }}, {"sysmon", watch}}, 2,
      {"g.status", "p.syscallg", "sched.npidle"}, false, rules);
}
