// For chapter 10's exercises, in all schedules: sysmon sends a signal, and it comes at any sync
// point.
#pragma once
#include <syscall.hpp>
#include <take.hpp>
#include <threads.hpp>

#include "computes.hpp"
#include "eachstep.hpp"
#include "explored.hpp"

namespace exercise {

// At every step: no two threads have the same P. And what one scenario wants to know besides.
struct Signalled final : EachStep {
  using EachStep::EachStep;
  void (*also)() = [] {};

 private:
  void look(rt::M* mp) override {
    if (mp == world.ms[0].get()) also();
    if (!mp->p) return;
    for (auto& other : world.ms)
      rt::sync::expect(other.get() == mp || other->p != mp->p, "two threads have the same P");
    rt::sync::expect(mp->p->m == mp, "a thread's P is another thread's");
  }
};
inline Signalled signalled{world};

// In a goroutine that computes while others have their turns.
inline void computesslowly(int n) {
  for (int i = 0; i < n; i++) {
    user.load(rt::memory_order_relaxed);
    rt::usleep(20);  // the P stays
    rt::Unpreempted p;
    owns();
  }
}
// … until all others have ended.
inline void computesforever() {
  while (left > 1) {
    user.load(rt::memory_order_relaxed);
    rt::usleep(20);  // others have their turn, but the P stays
  }
}
// sysmon, once: asks whoever has that P, or takes it out of a call.
inline void asks(int p = 0) { rt::preemptone(rt::allp[p], now); }
// A signal from long ago: it comes, whatever has happened since.
inline void asked(int p) {
  rt::allp[p]->preempt.store(true, rt::memory_order_relaxed);
  rt::signalM(rt::allp[p]->tid.load(rt::memory_order_relaxed));
}
// … again and again. A signal that is on its way is given time to come.
inline void asksoften() {
  while (left > 1) {
    asks();
    for (int i = 0; i < 8 && left > 1; i++) rt::usleep(20);
  }
}
inline void takes() {
  if (left > 0) rt::retake(now += 20'000'000);
}

// One scenario: `setup` after world.reset(procs), with so many goroutines that have to end.
struct Signals {
  std::string scenario;
  int procs, goroutines;
  std::function<void()> setup;
  std::vector<rt::sync::Scenario::Thread> threads;
  int preemptions = 1;
  int late = 12;
  std::vector<const char*> at = {"user code", "p.preempt", "m.park", "sched.lock"};
  int stale = 0;
  std::vector<const char*> stale_at = {};
  void (*also)() = [] {};

  void judged(std::initializer_list<Rule> rules) const {
    rt::sync::Scenario s = {.setup =
                                [this] {
                                  signalled.on = false;
                                  signalled.also = also;
                                  begun(procs, goroutines);
                                  setup();
                                  signalled.begin();
                                },
                            .threads = threads,
                            .check =
                                [] {
                                  signalled.on = false;
                                  alldone();
                                  rt::sync::expect(raw(rt::sched.npreempted)->load() == 0,
                                                   "nobody is queued, and npreempted is not 0");
                                },
                            .sleepers = true,
                            .preemptions = preemptions,
                            .at = at,
                            .stale = stale,
                            .stale_at = stale_at,
                            .late = late};
    explored(world, scenario, s, "each P has one owner, and every goroutine comes to its end",
             rules);
  }
};

}  // namespace exercise
