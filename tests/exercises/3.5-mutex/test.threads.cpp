// Exercise 3.5: what other threads could do at the worst moments.
#include "waiters.hpp"

static bool within(const Mutex& mu, void* lock) {
  return reinterpret_cast<uintptr_t>(lock) - reinterpret_cast<uintptr_t>(&mu) < sizeof mu;
}

// What another thread does, on which another goroutine runs.
template <class F>
inline void elsewhere(F f) {
  static G another;
  another.goid = 99, another.m = getg()->m;
  G* here = getg();
  setg(&another);
  f();
  setg(here);
}

TEST_CASE("another thread, as soon as lock opens guard") {
  judge("a goroutine calls lock and has to wait; the moment it opens guard, the owner calls unlock",
        [] {
          run([] {
            Watched mu;
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
            run([=] {
              Watched mu;
              Waiters waiters{mu, {}, {}};
              takes(mu);
              if (somebody) waiters.start(1);
              at.unlocked = [&](void*) {
                at.unlocked = nullptr;
                mu.is_gone("the Mutex",
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
              mu.take_back();
              if (!somebody) return;
              allow(waiters.all[0]->stack.lo);
              waiters.owns(1);
              mu.unlock();
              waiters.end();
            });
          });
  }
}
