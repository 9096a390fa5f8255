// Exercise 3.5: one owner at a time, first come, first served.
#include <fatal.hpp>

#include "waiters.hpp"

TEST_CASE("free") {
  judge("lock and unlock, three times, and nobody else wants it", [] {
    run([] {
      Watched mu;
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
      Watched mu;
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
      Watched one, two;
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
      static Watched mu;
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
      static Watched mu;
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
      Watched mu;
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
          Watched mu;
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
