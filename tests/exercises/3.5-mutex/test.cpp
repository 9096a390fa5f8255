// Exercise 3.5: one owner at a time, first come, first served; and what other threads could do.
#include <exercise.hpp>
#include <observe.hpp>

#include <cstdlib>
#include <fatal.hpp>
#include <mutex.hpp>
#include <new>
#include <run.hpp>
#include <vector>

using namespace rt;
using namespace exercise;

static std::string state(G* gp) {
  uint32_t status = gp->atomicstatus.load(memory_order_relaxed);
  if (status != Gwaiting) return gstatusname(status);
  return std::string("waiting, ") + waitreasons[gp->waitreason];
}
static void opened(const char* after) {
  equal(std::string("locks held after ") + after, 0, at.locks,
        "guard is opened again, on every way out");
}
static bool within(const Mutex& mu, void* lock) {
  return reinterpret_cast<uintptr_t>(lock) - reinterpret_cast<uintptr_t>(&mu) < sizeof mu;
}

// What another thread does, on which another goroutine runs.
template <class F>
static void elsewhere(F f) {
  static G another;
  another.goid = 99, another.m = getg()->m;
  G* here = getg();
  setg(&another);
  f();
  setg(here);
}

static const char* kAsleep = "while another has the Mutex, whoever calls lock sleeps in gopark";
static const char* kFree = "a Mutex that is free is taken at once, without sleeping";

// lock(), which must not sleep: somebody else would run.
static void takes(Mutex& mu) {
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

TEST_CASE("free") {
  judge("lock and unlock, three times, and nobody else wants it", [] {
    run([] {
      Mutex mu;
      for (int i = 0; i < 3; i++) {
        takes(mu);
        mu.unlock();
        opened("unlock");
      }
      gosched();
    });
  });
}

TEST_CASE("handed over") {
  judge("the owner, for which another waits, calls unlock, and then lock again", [] {
    run([] {
      Mutex mu;
      static bool had, owned;
      owned = true;
      G* waiter = nullptr;
      takes(mu);
      go([&] {
        waiter = getg();
        mu.lock();
        expect(!owned, "lock returns when the goroutine has the Mutex",
               "it returns while another has it", "one has it at a time");
        had = true;
        mu.unlock();
      });
      gosched();
      expect(state(waiter) == "waiting, semacquire", "it is: waiting, semacquire",
             "it is: " + state(waiter), kAsleep);
      owned = false;
      mu.unlock();
      expect(!had, "the caller of unlock goes on", "others run first",
             "unlock wakes the new owner, and goes on: it does not wait for it");
      mu.lock();
      expect(had, "the one that waited had it in between", "the old owner has it again",
             "unlock hands the Mutex over: it is never free in between, or some wait for ever");
      mu.unlock();
      opened("unlock");
      takes(mu);
      mu.unlock();
      gosched();
    });
  });
}

TEST_CASE("two of them") {
  judge("two Mutexes; for each, one goroutine has it and one waits; the second is unlocked", [] {
    run([] {
      Mutex one, two;
      Waiters first{one, {}, {}}, second{two, {}, {}};
      const char* rule = "each Mutex has an owner and waiters of its own: nothing of it is static";
      takes(one);
      takes(two);
      first.start(1);
      second.start(1);
      two.unlock();
      gosched();
      equal("goroutines that have the second", 1u, second.owners.size(), rule);
      equal("goroutines that have the first", 0u, first.owners.size(), rule);
      one.unlock();
      gosched();
      equal("goroutines that have the first", 1u, first.owners.size(), rule);
      first.end();
      second.end();
    });
  });
}

TEST_CASE("no owner") {
  judge("one goroutine calls lock, and another unlock", [] {
    run([] {
      static Mutex mu;
      go([] { takes(mu); });
      gosched();
      fatal_details = [] {
        expect(false, "unlock returns", "it ends the program",
               "any goroutine may unlock, as in Go: a Mutex does not know who has it");
      };
      mu.unlock();
      opened("unlock");
      takes(mu);
      mu.unlock();
    });
  });
  judge("a goroutine calls lock twice; then another calls unlock", [] {
    run([] {
      static Mutex mu;
      static bool twice;
      G* waiter = nullptr;
      go([&] {
        waiter = getg();
        takes(mu);
        mu.lock();
        twice = true;
      });
      gosched();
      expect(state(waiter) == "waiting, semacquire", "it is: waiting, semacquire",
             "it is: " + state(waiter),
             "a Mutex does not know who has it: its owner sleeps, too, if it calls lock once more");
      mu.unlock();
      gosched();
      expect(twice, "it comes back from its second lock", "it still sleeps",
             "unlock hands the Mutex to the one that has waited longest");
    });
  });
}

TEST_CASE("goroutines sleep") {
  judge("one goroutine has the Mutex, and three more call lock", [] {
    run([] {
      Mutex mu;
      Waiters waiters{mu, {}, {}};
      takes(mu);
      waiters.start(3);
      waiters.asleep(0);
      at.queued = [](G*) {
        equal("locks held when somebody is woken", 0, at.locks,
              "wake with guard open: the new owner may run at once");
      };
      for (size_t n = 1; n <= 3; n++) {
        mu.unlock();
        opened("unlock");
        waiters.owns(n);
        waiters.asleep(n);
      }
      mu.unlock();
      takes(mu);
      mu.unlock();
      waiters.end();
    });
  });
}

TEST_CASE("not locked") {
  for (bool before : {false, true}) {
    judge(before ? "lock, unlock, unlock" : "unlock, and nobody has called lock", [=] {
      Child c = child([=] {
        run([=] {
          Mutex mu;
          if (before) mu.lock(), mu.unlock();
          mu.unlock();
          _exit(0);
        });
      });
      const char* words = "fatal error: sync: unlock of unlocked mutex";
      expect(contains(c.err, words) && c.status == 2, words,
             c.status == 0 ? "unlock returns"
                           : "it ends otherwise: " + c.err.substr(0, c.err.find('\n')),
             "unlocking what is not locked is a bug of the program, and ends it in Go's words");
    });
  }
}

TEST_CASE("another thread, as soon as lock opens guard") {
  judge("a goroutine calls lock and has to wait; the moment it opens guard, the owner calls unlock",
        [] {
          run([] {
            Mutex mu;
            Waiters waiters{mu, {}, {}};
            takes(mu);
            at.unlocked = [&](void* lock) {
              if (!within(mu, lock)) return;
              at.unlocked = nullptr;
              expect(state(waiters.all[0]) == "waiting, semacquire",
                     "the goroutine is asleep when guard opens", "it is " + state(waiters.all[0]),
                     "lock keeps guard until the goroutine sleeps: it is unlockf that opens it");
              elsewhere([&] { mu.unlock(); });
              expect(state(waiters.all[0]) == "runnable",
                     "unlock finds it in the queue, and wakes it",
                     "unlock finds nobody, and the goroutine sleeps for ever",
                     "a goroutine that waits stands in the queue before guard is open");
            };
            waiters.start(1);
            waiters.owns(1);
            mu.unlock();
            waiters.end();
          });
        });
}

TEST_CASE("another thread, as soon as unlock opens guard") {
  for (bool somebody : {false, true}) {
    judge(std::string("unlock, while ") + (somebody ? "another waits" : "nobody waits") +
              "; the moment it opens guard, another thread destroys the Mutex, or wants it",
          [=] {
            constexpr size_t kPage = 4096;
            static void* page = aligned_alloc(kPage, kPage);
            run([=] {
              auto lo = reinterpret_cast<uintptr_t>(page);
              auto& mu = *new (page) Mutex;
              Waiters waiters{mu, {}, {}};
              takes(mu);
              if (somebody) waiters.start(1);
              at.unlocked = [&](void*) {
                at.unlocked = nullptr;
                forbid(lo, lo + kPage, "the Mutex",
                       "once guard is open the Mutex is another's, and may soon be gone: know "
                       "before whom to wake, and touch nothing after");
              };
              at.queued = [&](G* gp) {
                forbid(gp->stack.lo, gp->stack.hi, "the new owner's stack, where its Sudog was",
                       "once goready is called, the Sudog is gone");
              };
              mu.unlock();
              expect(!at.unlocked, "unlock locks and opens guard", "it does not",
                     "the fields are for many threads: touch them under guard alone");
              at.queued = nullptr;
              allow(lo);
              if (!somebody) return;
              allow(waiters.all[0]->stack.lo);
              waiters.owns(1);
              mu.unlock();
              waiters.end();
            });
          });
  }
}

TEST_CASE("many goroutines") {
  judge("20 goroutines count to 50 each; each step is two, with a gosched in between", [] {
    static int count, together;
    run([] {
      static Mutex mu;
      for (int i = 0; i < 20; i++) {
        go([] {
          for (int n = 0; n < 50; n++) {
            mu.lock();
            equal("goroutines that have the Mutex", 1, ++together, "one has it at a time");
            int before = count;
            gosched();
            count = before + 1;
            together--;
            mu.unlock();
          }
        });
      }
    });
    equal("count", 1000, count, "one has it at a time");
  });
}
