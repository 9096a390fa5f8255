// Exercise 3.3: goroutines that wait.
#include "waiters.hpp"

TEST_CASE("nothing to wait for") {
  judge("Wait, and nobody has ever called Add", [] {
    run([] {
      Watched wg;
      returns_at_once(wg);
    });
  });
  judge("Add(2), Add(-2), and then Wait", [] {
    run([] {
      Watched wg;
      for (int delta : {2, -2}) {
        entered(&wg);
        int before = count(wg);
        left(&wg);
        at.locking = [&](void*) {
          Look open(wg);
          expect(count(wg) == before, "the counter is as it was when Add locks", "it is changed",
                 "the counter is changed under the lock alone: it is for many threads");
        };
        wg.Add(delta);
        at.locking = nullptr;
      }
      unlocked("Add");
      returns_at_once(wg);
    });
  });
}

TEST_CASE("asleep until the counter is zero") {
  judge("Add(3), one goroutine waits, then Add(1), Add(-2) and two times Done", [] {
    run([] {
      Watched wg;
      Waiters waiters{wg, {}, {}};
      wg.Add(3);
      waiters.start(1);
      waiters.asleep("with the counter at 3");
      wg.Add(1);
      waiters.asleep("with the counter at 4");
      wg.Add(-2);
      waiters.asleep("with the counter at 2");
      wg.Done();
      waiters.asleep("with the counter at 1");
      wg.Done();
      waiters.awake();
      gosched();
      equal("waiters that came back from Wait", 1u, waiters.back.size(),
            "a waiter that is woken comes back from Wait");
    });
  });
}

TEST_CASE("all are woken") {
  judge("Add(1), three goroutines wait, then Done", [] {
    run([] {
      Watched wg;
      Waiters waiters{wg, {}, {}};
      wg.Add(1);
      waiters.start(3);
      waiters.asleep("with the counter at 1");
      waiters.queued();
      at.queued = [&](G* gp) {
        equal("locks held when goroutine " + show(gp->goid) + " is woken", 0, at.locks,
              "wake with the lock open: a waiter may run at once, and destroy the WaitGroup while "
              "you still have to unlock it");
      };
      wg.Done();
      at.queued = nullptr;
      waiters.awake();
      gosched();
      bool inorder = waiters.back == std::vector<size_t>{0, 1, 2};
      expect(inorder, "they come back in the order in which they came", "in another order",
             "waiters are woken first come, first served");
    });
  });
}

TEST_CASE("however many") {
  judge("Add(1), 1,000 goroutines wait, then Done", [] {
    run([] {
      Watched wg;
      Waiters waiters{wg, {}, {}};
      wg.Add(1);
      waiters.start(1000);
      wg.Done();
      gosched();
      equal("goroutines that came back from Wait", 1000u, waiters.back.size(),
            "all that wait are woken, however many they are");
      gosched();
    });
  });
}

TEST_CASE("used again") {
  judge("Add(1), two goroutines wait, Done; and then Add(2), another waits, Add(-2)", [] {
    run([] {
      Watched wg;
      Waiters first{wg, {}, {}}, second{wg, {}, {}};
      wg.Add(1), first.start(2), wg.Done(), first.awake();
      {
        Look open(wg);
        expect(!queue(wg).first, "nobody stands in the queue after Done", "somebody does",
               "a waiter that has been woken no longer stands in the queue");
      }
      gosched();
      wg.Add(2), second.start(1), wg.Add(-2), second.awake();
      gosched();
      equal("goroutines that came back from the second Wait", 1u, second.back.size(),
            "a waiter that is woken comes back from Wait");
    });
  });
}

TEST_CASE("a negative counter") {
  for (bool somebody : {false, true}) {
    judge(somebody ? "Add(1), a goroutine waits, Add(-2)" : "Done, and nobody has called Add", [=] {
      Child c = child([=] {
        run([=] {
          Watched wg;
          Waiters waiters{wg, {}, {}};
          if (somebody) wg.Add(1), waiters.start(1);
          wg.Add(somebody ? -2 : -1);
          _exit(0);
        });
      });
      const char* words = "panic: sync: negative WaitGroup counter";
      size_t end = c.err.find('\n');
      expect(contains(c.err, words) && c.status == 2, words,
             c.status == 0 ? "Add returns" : "it ends otherwise: " + c.err.substr(0, end),
             "a counter below zero ends the program, in Go's words");
    });
  }
}
