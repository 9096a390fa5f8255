// A small world for the explorer: Ps, Ms and goroutines by hand, all of them new for each schedule.
#pragma once
#include <explorer.hpp>
#include <gstatus.hpp>
#include <memory>
#include <new>
#include <proc.hpp>
#include <runq.hpp>
#include <spin.hpp>
#include <string>
#include <vector>

namespace rt::sync {

struct World {
  std::vector<std::unique_ptr<M>> ms;
  std::vector<std::unique_ptr<G>> gs;
  std::vector<Stack> stacks;
  bool used = false;

  // n Ps, on no list yet. checkdead never sees a deadlock, since so many other threads seem to run:
  // the check at the end of a schedule is the judge.
  void reset(int n) {
    clear();
    renew();
    sched.mcount = 100;
    procresize(n);
    while (pidleget()) {
    }
    used = true;
  }

  void clear() {
    if (!used) return;
    for (M *mp = sched.allm, *next; mp; mp = next) {  // those that newm made
      next = mp->alllink;
      delete mp->g0;
      delete mp;
    }
    for (int i = 0; i < gomaxprocs; i++) delete allp[i];
    gomaxprocs = 0;
    for (auto& mp : ms) delete mp->g0;
    ms.clear(), gs.clear();
    renew();
    used = false;
  }

  static void renew() {
    GDeque runq = emptied(sched.runq), gfree = emptied(sched.gfree);
    sched.~Sched();
    new (&sched) Sched;
    sched.runq = runq, sched.gfree = gfree;
  }
  // With its memory, which serves for the next schedule, too.
  static GDeque emptied(GDeque queue) {
    while (queue.pop()) {
    }
    return queue;
  }

  // Goroutine i + 1, runnable, on a stack that is used for every schedule.
  G* g(void (*fn)(G*)) {
    if (stacks.size() == gs.size()) stacks.push_back(stackalloc());
    gs.emplace_back(new G{});
    G* gp = gs.back().get();
    gp->stack = stacks[gs.size() - 1];
    gp->goid = gs.size();
    gp->atomicstatus.store(Grunnable, memory_order_relaxed);
    gostartcall(gp, fn);
    return gp;
  }

  // A thread that begins with pp, as newm's do.
  M* m(P* pp) {
    ms.emplace_back(new M{});
    M* mp = ms.back().get();
    mp->g0 = new G{};
    mp->id = static_cast<int32_t>(ms.size());
    mp->rand = 1;
    mp->nextp = pp;
    return mp;
  }

  // What it does: looks for goroutines and runs them, till the end of the schedule.
  static void run(M* mp) {
    mstart(mp, mp->g0, [] {
      M* self = getg()->m;
      P* pp = self->nextp;
      self->nextp = nullptr;
      acquirep(pp);
      schedule();
    });
  }
};

// A goroutine's end in a World: it waits, and nobody wakes it.
inline void parkforever() { gopark(nullptr, nullptr, {}); }

// The calling thread blocks in the kernel, for good.
inline void blockforever() {
  static std::atomic<uint32_t> never = 0;
  futexsleep(&never, 0);
}

#ifdef DOCTEST_LIBRARY_INCLUDED  // the judges of exercises have a checker of their own
// Within which bounds "all schedules" is meant.
inline std::string bounds(const Scenario& s) {
  std::string at;
  for (const char* object : s.at) at += (at.empty() ? ", at " : ", ") + std::string(object);
  return (s.preemptions < 0 ? "any number of" : "up to " + std::to_string(s.preemptions)) +
         " interruptions" + at +
         (s.stale < 0    ? ""
          : s.stale == 0 ? "; data races"
                         : "; data races, up to " + std::to_string(s.stale) +
                               (s.stale > 1 ? " old values" : " old value"));
}

// All schedules of a scenario in which nothing fails, and how many those were.
inline void explored(World& world, const Scenario& s) {
  auto outcome = explore(s);
  world.clear();
  CHECK_MESSAGE(!outcome.failed, outcome.why);
  CHECK(outcome.schedules > 10);
  MESSAGE(outcome.schedules, " schedules: ", bounds(s));
}
#endif

}  // namespace rt::sync
