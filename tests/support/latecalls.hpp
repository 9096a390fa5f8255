// For chapter 9's exercises on the way back, in all schedules, and with old values that loads may
// read.
#pragma once
#include <take.hpp>

#include "callers.hpp"
#include "eachstep.hpp"
#include "explored.hpp"

namespace exercise {

inline rt::sync::World world;
inline rt::Atomic<int, "user code"> user;  // where a goroutine may be interrupted outside of calls

inline Wired wired{world};

inline void makes(int n) {
  for (int i = 0; i < n; i++) {
    rt::entersyscall();
    rt::exitsyscall();
    user.load(rt::memory_order_relaxed);
    owns();
    rt::sync::expect(rt::getg()->atomicstatus.load(rt::memory_order_relaxed) == rt::Grunning,
                     "a goroutine runs, and is not Grunning");
  }
}
inline void end() {
  left--;
  rt::sync::parkforever();
}
template <int n>
void body(rt::G*) {
  makes(n), end();
}

inline void takeout(rt::P* pp) {
  bool took = false;
  {
    rt::Taking taking;
    if (taking.want(pp)) taking.fence(), took = taking.take(pp);
  }
  if (took) rt::handoffp(pp);
}
// Each look takes what it finds.
inline void greedy() {
  while (left > 0) {
    for (int i = 0; i < rt::gomaxprocs; i++) takeout(rt::allp[i]);
    rt::usleep(20);
  }
}

struct Calls {
  bool asymmetric = true;
  int procs = 1;
  int preemptions = 2;
  uint32_t promised = 0;                   // by the first goroutine, as things begin
  std::vector<void (*)(rt::G*)> bodies{};  // all of them wait for P 0
  std::vector<void (*)()> takers{greedy};
  bool stale = true;
};

inline void everyschedule(const std::string& scenario, const Calls& l,
                          std::initializer_list<Rule> rules) {
  rt::sync::Scenario s = {.setup =
                              [=] {
                                wired.on = false;
                                rt::asymmetric = l.asymmetric;
                                world.reset(l.procs);
                                left = static_cast<int>(l.bodies.size()), now = 0;
                                // sysmon has seen it run for long
                                rt::allp[0]->sysmontick.schedtick = 1;
                                for (auto f : l.bodies) rt::runqput(rt::allp[0], world.g(f), false);
                                if (l.promised)
                                  world.gs[0]->ownfence.store(l.promised, rt::memory_order_relaxed);
                                world.m(rt::allp[0]);
                                for (int i = 1; i < l.procs; i++) rt::pidleput(rt::allp[i]);
                                wired.begin();
                              },
                          .threads = {{"M1", [] { world.run(world.ms[0].get()); }}},
                          .check =
                              [] {
                                wired.on = false;
                                alldone();
                              },
                          .sleepers = true,
                          .preemptions = l.preemptions,
                          .at = {"g.call", "g.back", "g.wanted", "g.callp", "user code", "fence"},
                          .stale = l.stale ? 1 : 0,
                          .stale_at = {"g.call", "g.back", "g.wanted"}};
  const char* names[] = {"sysmon", "another"};
  for (size_t i = 0; i < l.takers.size(); i++) s.threads.push_back({names[i], l.takers[i]});
  explored(world, scenario, s, "each P has one owner, and every goroutine comes back", rules);
}

}  // namespace exercise
