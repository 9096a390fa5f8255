// Exercise 8.1, in all schedules: goroutines go into the kernel and come back, and several threads
// want their Ps.
#include <explored.hpp>
#include <hand.hpp>

#include <entersyscall.hpp>
#include <gscan.hpp>
#include <syscallingthread.hpp>
#include <sysmon.hpp>
#include <watch.hpp>

using namespace rt;
using namespace exercise;

static sync::World world;
static int left;  // goroutines that have not come back from all their calls
static int64_t now;
static int holders[8];  // of each goroutine

// At every step: a thread and its P name each other.
struct Wired final : sync::Watcher {
  sync::Watcher* explorer = nullptr;
  bool on = false;
  void begin() {
    sync::Watcher* w = sync::watcher.load();
    if (w != this) explorer = w;
    sync::watcher.store(this);
    on = true;
  }

 private:
  static void one(M* mp) { sync::expect(!mp->p || mp->p->m == mp, "two threads have the same P"); }
  void point(const char* object, const char* op) override {
    explorer->point(object, op);
    if (!on) return;
    for (auto& mp : world.ms) one(mp.get());
    for (M* mp = sched.allm; mp; mp = mp->alllink) one(mp);
  }
  bool buffer(void* a, const void* v, size_t n) override { return explorer->buffer(a, v, n); }
  bool forward(const void* a, void* v, size_t n) override { return explorer->forward(a, v, n); }
  void drain() override { explorer->drain(); }
};
static Wired wired;

static void owns() {
  M* mp = getg()->m;
  sync::expect(mp->p && mp->p->m == mp && status(mp->p) == Prunning,
               "a goroutine runs without a P of its own");
}

static void calls(int n) {
  for (int i = 0; i < n; i++) {
    entersyscall();
    exitsyscall();
    owns();
  }
}

static void done() {
  left--;
  sync::parkforever();
}

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

static void watch() {  // every 20 ms, so that each second look takes the P
  while (left > 0) {
    retake(now += 20'000'000);
    rt::usleep(20);
  }
}

static void alldone() {
  wired.on = false;
  sync::expect(left == 0, "a goroutine never came back");
  for (auto& gp : world.gs)
    sync::expect(!(status(gp.get()) & Gscan), "a goroutine is still held at the end");
}

static void schedules(const std::string& scenario, std::function<void()> setup,
                      std::vector<sync::Scenario::Thread> threads, int preemptions,
                      std::vector<const char*> at, bool tso = false) {
  sync::Scenario s = {.setup =
                          [=] {
                            wired.on = false;
                            now = 0;
                            for (int& n : holders) n = 0;
                            setup();
                            wired.begin();
                          },
                      .threads = std::move(threads),
                      .check = alldone,
                      .sleepers = true,
                      .preemptions = preemptions,
                      .at = std::move(at),
                      .tso = tso};
  const char* old =
      "the name may be old: with which P the goroutine is in a call, its M's m.p says, and only "
      "while you hold the goroutine";
  const char* back = "whoever you hold by mistake you let go, in the state in which it was";
  explored(world, scenario, s, "each P has one owner, and every goroutine comes back",
           {{"not in a call with that P", old},
            {"two threads have the same P", old},
            {"without a P of its own", old},
            {"wirep: ", old},
            {"releasep: ", old},
            {"two threads hold",
             "at most one thread holds a goroutine: looking at the state and "
             "setting the bit must be one step"},
            {"while it is held", "looking at the state and setting the bit must be one step"},
            {"casgstatus: ",
             "looking at the state and setting the bit must be one step, and only "
             "from Gsyscall"},
            {"still held", back},
            {"no end", back},
            {"never came back", back}});
}

static void put(int p, void (*f)(G*)) { runqput(allp[p], world.g(f), false); }

TEST_CASE("two takers") {
  for (bool takes : {false, true})
    schedules(takes ? "a goroutine makes two calls, and two threads take its P"
                    : "a goroutine makes two calls, and two threads hold it and let it go",
              [] {
                world.reset(2);
                left = 1;
                put(0, [](G*) { calls(2), done(); });
                world.m(allp[0]);
                pidleput(allp[1]);
              },
              {{"M1", [] { world.run(world.ms[0].get()); }},
               {"taker1", [takes] { taker(takes); }},
               {"taker2", [takes] { taker(takes); }}},
              takes ? 2 : 3, {"g.status", "p.syscallg", "sched.npidle"});
}

// M1's goroutine is in and out of the kernel with P 0. M2's comes back from a long call, before
// which it had P 0, too. And sysmon wants it.
static void three(const char* scenario, int procs, int preemptions, std::vector<const char*> at,
                  bool tso) {
  schedules(
      scenario,
      [=] {
        world.reset(procs);
        left = 2;
        put(0, [](G*) { calls(2), done(); });
        put(1, [](G*) {
          entersyscallblock();
          getg()->m->oldp = allp[0];
          exitsyscall();
          owns();
          done();
        });
        world.m(allp[0]), world.m(allp[1]);
        for (int i = 2; i < procs; i++) pidleput(allp[i]);
      },
      {{"M1", [] { world.run(world.ms[0].get()); }},
       {"M2", [] { world.run(world.ms[1].get()); }},
       {"sysmon", watch}},
      preemptions, std::move(at), tso);
}

TEST_CASE("sysmon, and a thread that comes back") {
  three("a goroutine makes two calls; sysmon, and a thread that comes back, want its P", 2, 1,
        {"g.status", "p.syscallg", "p.status", "sched.npidle"}, false);
  three("the same with three Ps", 3, 1, {"g.status", "p.syscallg"}, false);
  three("the same with two Ps, and with store buffers", 2, 1, {"g.status", "p.syscallg"}, true);
}

TEST_CASE("one P") {
  schedules("two goroutines make a call each on one P, and sysmon wants it",
            [] {
              world.reset(1);
              left = 2;
              put(0, [](G*) { calls(1), done(); });
              put(0, [](G*) { calls(1), done(); });
              world.m(allp[0]);
            },
            {{"M1", [] { world.run(world.ms[0].get()); }}, {"sysmon", watch}}, 2,
            {"g.status", "p.syscallg", "sched.npidle"});
}
