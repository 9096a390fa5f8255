// For chapter 9's exercises, in all schedules: goroutines go into the kernel and come back, several
// threads want their Ps, and loads may read old values.
#pragma once
#include <entersyscall.hpp>
#include <sysmon.hpp>
#include <take.hpp>
#include <watch.hpp>

#include "eachstep.hpp"
#include "explored.hpp"
#include "hand.hpp"

namespace exercise {

inline rt::sync::World world;
inline int left;  // goroutines that have not come back from all their calls
inline int64_t now;
inline rt::Atomic<int, "user code"> user;  // where a goroutine is interrupted outside of calls

// At every step: no two threads have the same P.
struct Owners final : EachStep {
  using EachStep::EachStep;

 private:
  void look(rt::M* mp) override {
    if (!mp->p) return;
    for (auto& other : world.ms)
      rt::sync::expect(other.get() == mp || other->p != mp->p, "two threads have the same P");
  }
};
inline Owners owners{world};

inline void owns() {
  rt::G* gp = rt::getg();
  rt::M* mp = gp->m;
  rt::sync::expect(mp->p && mp->p->m == mp && status(mp->p) == rt::Prunning,
                   "a goroutine runs without a P of its own");
  rt::sync::expect(status(gp) == rt::Grunning && gp->back.load(rt::memory_order_relaxed) ==
                                                     gp->call.load(rt::memory_order_relaxed),
                   "a goroutine is back, and yet in its call");
}

inline void calls(int n) {
  for (int i = 0; i < n; i++) {
    rt::entersyscall();
    rt::exitsyscall();
    user.load(rt::memory_order_relaxed);
    owns();
  }
}
inline void blocks() {
  rt::entersyscallblock();
  rt::exitsyscall();
  owns();
}
inline void done() {
  left--;
  rt::sync::parkforever();
}

// Wants these Ps, all at once, and takes what it can.
inline void takeout(std::initializer_list<int> which) {
  std::vector<rt::P*> wanted, taken;
  {
    rt::Taking taking;
    for (int i : which)
      if (taking.want(rt::allp[i])) wanted.push_back(rt::allp[i]);
    if (!wanted.empty()) taking.fence();
    for (rt::P* pp : wanted)
      if (taking.take(pp)) taken.push_back(pp);
  }
  for (rt::P* pp : taken) {
    rt::sync::expect(!pp->m && status(pp) == rt::Pidle, "a P that was taken is somebody's");
    rt::handoffp(pp);
  }
}
inline void once() { takeout({0}); }
inline void twice() { once(), once(); }
// Each look takes what it finds.
inline void greedy() {
  while (left > 0) {
    for (int i = 0; i < rt::gomaxprocs; i++) takeout({i});
    rt::usleep(20);
  }
}
inline void greedyforall() {
  while (left > 0) {
    if (rt::gomaxprocs == 1) takeout({0});
    else takeout({1, 0});
    rt::usleep(20);
  }
}
inline void watch() {  // every 20 ms, so that each second look takes the P
  while (left > 0) {
    rt::retake(now += 20'000'000);
    rt::usleep(20);
  }
}

inline void alldone() {
  owners.on = false;
  rt::sync::expect(left == 0, "a goroutine never came back");
  int listed = 0;
  for (rt::P* pp = rt::sched.pidle; pp && listed <= rt::gomaxprocs; pp = pp->link) listed++;
  rt::sync::expect(
      listed == rt::sched.npidle.load(rt::memory_order_relaxed) && listed <= rt::gomaxprocs,
      "a P is idle twice, or idle and not on the list");
}

inline void put(int p, void (*f)(rt::G*)) { rt::runqput(rt::allp[p], world.g(f), false); }

// One scenario: `setup` after world.reset(procs), with so many goroutines that have to come back.
struct Every {
  std::string scenario;
  int procs, goroutines;
  std::function<void()> setup;
  std::vector<rt::sync::Scenario::Thread> threads;
  int preemptions;
  bool stale = true;  // loads may read old values
  bool membarrier = true;
  std::vector<const char*> at = {"g.call", "g.back", "g.wanted", "g.callp", "user code", "fence"};

  void judged(std::initializer_list<Rule> rules) const {
    rt::asymmetric = membarrier;
    rt::sync::Scenario s = {.setup =
                                [this] {
                                  owners.on = false;
                                  now = 0;
                                  world.reset(procs);
                                  left = goroutines;
                                  setup();
                                  owners.begin();
                                },
                            .threads = threads,
                            .check = alldone,
                            .sleepers = true,
                            .preemptions = preemptions,
                            .at = at,
                            .stale = stale ? 1 : 0,
                            .stale_at = {"g.call", "g.back", "g.wanted"}};
    explored(world, scenario, s, "each P has one owner, and every goroutine comes back", rules);
    rt::asymmetric = true;
  }
};

template <size_t i>
void run() {
  world.run(world.ms[i].get());
}

}  // namespace exercise
