// What the tests of exercise 3.3 share: a WaitGroup that is watched, and goroutines that wait.
#pragma once
#include <exercise.hpp>
#include <given_away.hpp>
#include <observe.hpp>
#include <run.hpp>
#include <waitgroup.hpp>

using namespace rt;
using namespace exercise;

inline uint32_t status(G* gp) { return gp->atomicstatus.load(memory_order_relaxed); }
inline std::string state(G* gp) {
  if (status(gp) != Gwaiting) return gstatusname(status(gp));
  return std::string("waiting, ") + waitreasons[gp->waitreason];
}
inline void unlocked(const char* after) {
  equal(std::string("locks held after ") + after, 0, at.locks,
        "what is locked is unlocked again, on every way out");
}

// WaitGroup::waiters and counter, though they are private.
WaitQ& queue(WaitGroup& wg);
int& count(WaitGroup& wg);
template <WaitQ WaitGroup::*waiters, int WaitGroup::*counter>
struct Reach {
  friend inline WaitQ& queue(WaitGroup& wg) { return wg.*waiters; }
  friend inline int& count(WaitGroup& wg) { return wg.*counter; }
};
template struct Reach<&WaitGroup::waiters, &WaitGroup::counter>;

// A WaitGroup alone on its pages, which nobody can touch while its lock is open; but a test may.
struct Watched : Alone<WaitGroup> {
  Watched() {
    exercise::guard(lo(), lo() + sizeof *this, "the WaitGroup",
                    "counter and queue are for many threads: they are looked at and changed under "
                    "the lock, not before that and not after");
  }
  ~Watched() { unguard(lo()); }
  void is_gone(const char* what, const char* rule) { unguard(lo()), give_away(what, rule); }
};
struct Look {
  explicit Look(WaitGroup& w) : wg(w) { entered(&wg); }
  ~Look() { left(&wg); }
  WaitGroup& wg;
};

// Goroutines that call Wait.
struct Waiters {
  WaitGroup& wg;
  std::vector<G*> all;
  std::vector<size_t> back;  // who has come back from Wait, in that order

  void start(size_t n) {
    for (size_t i = 0; i < n; i++) {
      go([this] {
        size_t me = all.size();
        all.push_back(getg());
        wg.Wait();
        back.push_back(me);
      });
    }
    gosched();
    unlocked("Wait");
  }
  void asleep(const char* when) {
    for (G* gp : all) {
      expect(state(gp) == "waiting, semacquire",
             std::string("the waiter is: waiting, semacquire, ") + when, "it is: " + state(gp),
             "while the counter is not zero, whoever called Wait sleeps in gopark");
    }
  }
  void queued() {
    Look open(wg);
    for (size_t i = 0; i < all.size(); i++) {
      Sudog* sg = queue(wg).first;
      for (size_t n = 0; sg && sg->g != all[i] && n < all.size(); n++) sg = sg->next;
      expect(sg && sg->g == all[i],
             "each of the " + show(all.size()) + " waiters stands in the queue",
             "number " + show(i + 1) + " does not",
             "each sleeper has a Sudog of its own, a local variable of Wait, in `waiters`");
    }
  }
  void awake() {
    unlocked("Add");
    for (size_t i = 0; i < all.size(); i++) {
      expect(status(all[i]) == Grunnable,
             "each of the " + show(all.size()) + " waiters is runnable",
             "number " + show(i + 1) + " is " + state(all[i]),
             "when the counter is zero, all who wait are woken");
    }
  }
};

inline void returns_at_once(WaitGroup& wg) {
  bool returned = false;
  go([&] {
    expect(returned, "Wait returns, and nobody else has run meanwhile", "another goroutine runs",
           "with the counter at zero there is nothing to wait for: Wait returns at once");
  });
  bool opened = false;
  at.unlocked = [&](void*) { opened = true; };
  wg.Wait();
  at.unlocked = nullptr;
  returned = true;
  unlocked("Wait");
  expect(opened, "Wait locks and unlocks", "it does not",
         "Wait looks at the counter under the lock: without, it may return while Add still has to "
         "unlock, and the WaitGroup be destroyed");
  Look open(wg);
  expect(!queue(wg).first, "nobody stands in the queue", "somebody does",
         "only who sleeps stands in the queue: when Wait returns, its Sudog is gone");
  gosched();
}
