// Exercise 8.2, in all schedules: goroutines come back from the kernel, and several threads want
// their Ps.
#include <allcalls.hpp>

using namespace rt;
using namespace exercise;

static const char* const kFirst =
    "first Grunning, and only then m.p: as long as the goroutine is in Gsyscall others may take "
    "its P, and what you have seen may not be true any more";
static const char* const kQueue =
    "without a P to be taken the goroutine queues: mcall(exitsyscallNoP), and goes on when that "
    "returns, perhaps on another thread";
static const std::initializer_list<Rule> rules = {
    {"two threads have the same P", kFirst},
    {"without a P of its own", kFirst},
    {"yet in its call",
     "the call is over: m.oldp is null in the M that made it, and gp.syscallsp is 0"},
    {"wirep: ", kFirst},
    {"releasep: ", kFirst},
    {"casgstatus: ", kFirst},
    {"no end", kQueue},
    {"never came back", kQueue}};

static const std::vector<const char*> kAt = {"g.status", "p.syscallg", "p.status", "sched.npidle"};

TEST_CASE("sysmon, and a thread that comes back") {
  threewant("a goroutine makes two calls; sysmon, and a thread that comes back, want its P", 2, 1,
            kAt, false, rules);
  threewant("the same with three Ps", 3, 1, kAt, false, rules);
  threewant("the same with two Ps, and loads may read old values", 2, 1, {"g.status", "p.syscallg"},
            true, rules);
}

static void onp(const std::string& scenario, int procs, int goroutines, void (*f)(G*),
                int preemptions) {
  everyschedule(
      scenario,
      [=] {
        world.reset(procs);
        left = goroutines;
        for (int i = 0; i < goroutines; i++) put(0, f);
        world.m(allp[0]);
        for (int i = 1; i < procs; i++) pidleput(allp[i]);
      },
      {{"M1", [] { world.run(world.ms[0].get()); }}, {"sysmon", watch}}, preemptions, kAt, false,
      rules);
}

TEST_CASE("one P") {
  auto once = [](G*) { calls(1), done(); };
  onp("a goroutine makes a call, with one P, which sysmon wants", 1, 1, once, 2);
  onp("two goroutines make a call each, with one P, which sysmon wants", 1, 2, once, 2);
  onp("three goroutines make a call each, with two Ps, which sysmon wants", 2, 3, once, 1);
  onp(
      "a goroutine makes two calls, with two Ps, and sysmon wants them", 2, 1,
      [](G*) { calls(2), done(); }, 2);
}

TEST_CASE("known to block") {
  onp(
      "a goroutine makes a call, and then one that is known to block, with one P", 1, 1,
      [](G*) {
        calls(1);
        entersyscallblock();
        exitsyscall();
        owns();
        done();
      },
      2);
}
