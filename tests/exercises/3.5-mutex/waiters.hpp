// What the tests of exercise 3.5 share: a Mutex that is watched, and goroutines that want it.
#pragma once
#include <exercise.hpp>
#include <given_away.hpp>
#include <mutex.hpp>
#include <observe.hpp>
#include <run.hpp>
#include <vector>

using namespace rt;
using namespace exercise;

inline std::string state(G* gp) {
  uint32_t status = gp->atomicstatus.load(memory_order_relaxed);
  if (status != Gwaiting) return gstatusname(status);
  return std::string("waiting, ") + waitreasons[gp->waitreason];
}
inline void opened(const char* after) {
  equal(std::string("locks held after ") + after, 0, at.locks,
        "guard is opened again, on every way out");
}
inline const char* kAsleep = "while another has the Mutex, whoever calls lock sleeps in gopark";
inline const char* kFree = "a Mutex that is free is taken at once, without sleeping";

// A Mutex alone on its pages, which nobody can touch while guard is open.
struct Watched : Alone<Mutex> {
  Watched() {
    exercise::guard(lo(), lo() + sizeof *this, "the Mutex",
                    "the fields are for many threads: they are looked at and changed while guard "
                    "is held, not before that and not after");
  }
  ~Watched() { unguard(lo()); }
  void is_gone(const char* what, const char* rule) { unguard(lo()), give_away(what, rule); }
};

// lock(), which must not sleep: somebody else would run.
inline void takes(Mutex& mu) {
  static bool inside;
  inside = true;
  bool used = false;
  at.unlocked = [&](void*) { used = true; };
  go([] {
    expect(!inside, "lock returns at once", "the goroutine sleeps, and others run", kFree);
  });
  mu.lock();
  at.unlocked = nullptr;
  inside = false;
  opened("lock");
  expect(used, "lock locks and opens guard", "it does not",
         "looking whether the Mutex is free, and taking it, is one step, under guard");
}

// Goroutines that lock, note that they have it, and leave the unlocking to the test.
struct Waiters {
  Mutex& mu;
  std::vector<G*> all;
  std::vector<size_t> owners;

  void start(size_t n) {
    for (size_t i = 0; i < n; i++) {
      go([this] {
        size_t me = all.size();
        all.push_back(getg());
        mu.lock();
        owners.push_back(me);
        gopark(nullptr, nullptr, waitReasonTest);
      });
    }
    gosched();
    opened("lock");
  }
  void asleep(size_t from) {
    for (size_t i = from; i < all.size(); i++) {
      expect(state(all[i]) == "waiting, semacquire",
             "goroutine " + show(i + 1) + " is: waiting, semacquire", "it is: " + state(all[i]),
             kAsleep);
    }
  }
  void owns(size_t n) {  // 1, 2, 3 …: how many have had it until now
    gosched();
    bool right = owners.size() == n && owners.back() == n - 1;
    expect(right, "goroutine " + show(n) + " has the Mutex, and no other",
           owners.size() < n   ? "none of them has been woken"
           : owners.size() > n ? "more than one came back from lock"
                               : "goroutine " + show(owners.back() + 1) + " has it",
           "unlock lets one go on: the one that has waited longest");
  }
  void end() {
    for (G* gp : all) goready(gp);
    gosched();
  }
};
