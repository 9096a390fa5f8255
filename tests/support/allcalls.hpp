// For chapter 8's exercises, in all schedules: goroutines go into the kernel and come back, and
// several threads want their Ps.
#pragma once
#include <entersyscall.hpp>
#include <gscan.hpp>
#include <sysmon.hpp>
#include <watch.hpp>

#include "eachstep.hpp"
#include "explored.hpp"
#include "hand.hpp"

namespace exercise {

inline rt::sync::World world;
inline int left;  // goroutines that have not come back from all their calls
inline int64_t now;

inline Wired wired{world};

inline void owns() {
  rt::M* mp = rt::getg()->m;
  rt::sync::expect(mp->p && mp->p->m == mp && status(mp->p) == rt::Prunning,
                   "a goroutine runs without a P of its own");
  rt::sync::expect(!mp->oldp && !mp->curg->syscallsp && status(mp->curg) == rt::Grunning,
                   "a goroutine is back, and yet in its call");
}

inline void calls(int n) {
  for (int i = 0; i < n; i++) {
    rt::entersyscall();
    rt::exitsyscall();
    owns();
  }
}

inline void done() {
  left--;
  rt::sync::parkforever();
}

inline void watch() {  // every 20 ms, so that each second look takes the P
  while (left > 0) {
    rt::retake(now += 20'000'000);
    rt::usleep(20);
  }
}

inline void alldone() {
  wired.on = false;
  rt::sync::expect(left == 0, "a goroutine never came back");
  for (auto& gp : world.gs)
    rt::sync::expect(!(status(gp.get()) & rt::Gscan), "a goroutine is still held at the end");
  int listed = 0;
  for (rt::P* pp = rt::sched.pidle; pp && listed <= rt::gomaxprocs; pp = pp->link) listed++;
  rt::sync::expect(listed == rt::sched.npidle.load(rt::memory_order_relaxed),
                   "a P is idle twice, or idle and not on the list");
}

// At the start of a schedule, `setup`; all else is as usual.
inline void everyschedule(const std::string& scenario, std::function<void()> setup,
                          std::vector<rt::sync::Scenario::Thread> threads, int preemptions,
                          std::vector<const char*> at, bool stale,
                          std::initializer_list<Rule> rules) {
  rt::sync::Scenario s = {.setup =
                              [=] {
                                wired.on = false;
                                now = 0;
                                setup();
                                wired.begin();
                              },
                          .threads = std::move(threads),
                          .check = alldone,
                          .sleepers = true,
                          .preemptions = preemptions,
                          .at = std::move(at),
                          .stale = stale ? 1 : 0};
  explored(world, scenario, s, "each P has one owner, and every goroutine comes back", rules);
}

inline void put(int p, void (*f)(rt::G*)) { rt::runqput(rt::allp[p], world.g(f), false); }

// M1's goroutine is in and out of the kernel with P 0. M2's comes back from a long call, before
// which it had P 0, too. And sysmon wants it.
inline void threewant(const char* scenario, int procs, int preemptions, std::vector<const char*> at,
                      bool stale, std::initializer_list<Rule> rules) {
  everyschedule(
      scenario,
      [=] {
        world.reset(procs);
        left = 2;
        put(0, [](rt::G*) { calls(2), done(); });
        put(1, [](rt::G*) {
          rt::entersyscallblock();
          rt::getg()->m->oldp = rt::allp[0];
          rt::exitsyscall();
          owns();
          done();
        });
        world.m(rt::allp[0]), world.m(rt::allp[1]);
        for (int i = 2; i < procs; i++) rt::pidleput(rt::allp[i]);
      },
      {{"M1", [] { world.run(world.ms[0].get()); }},
       {"M2", [] { world.run(world.ms[1].get()); }},
       {"sysmon", watch}},
      preemptions, std::move(at), stale, rules);
}

}  // namespace exercise
