// Exercise 3.3: at the worst moments, what another thread could do there.
#include "waiters.hpp"

TEST_CASE("another thread, as soon as Wait opens the lock") {
  judge(
      "Add(1); a goroutine calls Wait, and the moment it opens the lock another thread calls Done",
      [] {
        run([] {
          Watched wg;
          Waiters waiters{wg, {}, {}};
          wg.Add(1);
          at.unlocked = [&](void* lock) {
            uintptr_t offset = reinterpret_cast<uintptr_t>(lock) - reinterpret_cast<uintptr_t>(&wg);
            if (offset >= sizeof wg) return;
            at.unlocked = nullptr;
            expect(status(waiters.all[0]) == Gwaiting,
                   "the goroutine is waiting, and off its thread, when the lock opens",
                   std::string("it is still ") + gstatusname(status(waiters.all[0])),
                   "Wait keeps the lock until the goroutine sleeps: it is unlockf that opens it");
            static G another;  // which runs on that thread
            another.goid = 99, another.m = getg()->m;
            G* here = getg();
            setg(&another);
            wg.Done();
            setg(here);
            expect(status(waiters.all[0]) == Grunnable, "Done finds it in the queue, and wakes it",
                   "Done finds nobody, and the goroutine sleeps for ever",
                   "a waiter stands in the queue before the lock is open");
          };
          waiters.start(1);
          gosched();
          equal("waiters that came back from Wait", 1u, waiters.back.size(),
                "a waiter that is woken comes back from Wait");
        });
      });
}

TEST_CASE("destroyed") {
  judge(
      "two goroutines wait; Done; as soon as its lock is open a third destroys the WaitGroup", [] {
        run([] {
          Watched wg;
          Waiters waiters{wg, {}, {}};
          wg.Add(1);
          waiters.start(2);
          at.unlocked = [&](void*) {
            at.unlocked = nullptr;
            wg.is_gone(
                "the WaitGroup",
                "once the counter is zero and the lock open, the WaitGroup may be gone: go on with "
                "the list that was taken out before, and touch nothing else");
          };
          at.queued = [&](G* gp) {
            forbid(gp->stack.lo, gp->stack.hi, "a woken waiter's stack, where its Sudog was",
                   "once goready is called for a waiter, its Sudog is gone: look for the next one "
                   "before");
          };
          wg.Done();
          expect(!at.unlocked, "Done locks and unlocks", "it does not",
                 "counter and queue are for many threads: touch them under the lock alone");
          at.queued = nullptr;
          for (G* gp : waiters.all) allow(gp->stack.lo);
          waiters.awake();
          gosched();  // they come back from Wait, and the WaitGroup is still gone
          equal("waiters that came back from Wait", 2u, waiters.back.size(),
                "a waiter that is woken comes back from Wait");
          wg.take_back();
        });
      });
}
