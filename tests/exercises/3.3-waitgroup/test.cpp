// Exercise 3.3: goroutines that wait, and at the worst moments what another thread could do there.
#include <exercise.hpp>
#include <given_away.hpp>
#include <observe.hpp>

#include <cstdlib>
#include <new>
#include <run.hpp>
#include <waitgroup.hpp>

using namespace rt;
using namespace exercise;

static uint32_t status(G* gp) { return gp->atomicstatus.load(memory_order_relaxed); }
static std::string state(G* gp) {
  if (status(gp) != Gwaiting) return gstatusname(status(gp));
  return std::string("waiting, ") + waitreasons[gp->waitreason];
}
static void unlocked(const char* after) {
  equal(std::string("locks held after ") + after, 0, at.locks,
        "what is locked is unlocked again, on every way out");
}

// WaitGroup::waiters and counter, though they are private.
WaitQ& queue(WaitGroup& wg);
int& count(WaitGroup& wg);
template <WaitQ WaitGroup::*waiters, int WaitGroup::*counter>
struct Reach {
  friend WaitQ& queue(WaitGroup& wg) { return wg.*waiters; }
  friend int& count(WaitGroup& wg) { return wg.*counter; }
};
template struct Reach<&WaitGroup::waiters, &WaitGroup::counter>;

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

static void returns_at_once(WaitGroup& wg) {
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
  expect(!queue(wg).first, "nobody stands in the queue", "somebody does",
         "only who sleeps stands in the queue: when Wait returns, its Sudog is gone");
  gosched();
}

TEST_CASE("nothing to wait for") {
  judge("Wait, and nobody has ever called Add", [] {
    run([] {
      WaitGroup wg;
      returns_at_once(wg);
    });
  });
  judge("Add(2), Add(-2), and then Wait", [] {
    run([] {
      WaitGroup wg;
      for (int delta : {2, -2}) {
        int before = count(wg);
        at.locking = [&](void*) {
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
      WaitGroup wg;
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
      WaitGroup wg;
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
      WaitGroup wg;
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
      WaitGroup wg;
      Waiters first{wg, {}, {}}, second{wg, {}, {}};
      wg.Add(1), first.start(2), wg.Done(), first.awake();
      expect(!queue(wg).first, "nobody stands in the queue after Done", "somebody does",
             "a waiter that has been woken no longer stands in the queue");
      gosched();
      wg.Add(2), second.start(1), wg.Add(-2), second.awake();
      gosched();
      equal("goroutines that came back from the second Wait", 1u, second.back.size(),
            "a waiter that is woken comes back from Wait");
    });
  });
}

TEST_CASE("another thread, as soon as Wait opens the lock") {
  judge(
      "Add(1); a goroutine calls Wait, and the moment it opens the lock another thread calls Done",
      [] {
        run([] {
          WaitGroup wg;
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
        constexpr size_t kPage = 4096;
        static void* page = aligned_alloc(kPage, kPage);
        run([] {
          auto lo = reinterpret_cast<uintptr_t>(page);
          auto& wg = *new (page) WaitGroup;
          Waiters waiters{wg, {}, {}};
          wg.Add(1);
          waiters.start(2);
          at.unlocked = [&](void*) {
            at.unlocked = nullptr;
            forbid(
                lo, lo + kPage, "the WaitGroup",
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
          allow(lo);
        });
      });
}

TEST_CASE("a negative counter") {
  for (bool somebody : {false, true}) {
    judge(somebody ? "Add(1), a goroutine waits, Add(-2)" : "Done, and nobody has called Add", [=] {
      Child c = child([=] {
        run([=] {
          WaitGroup wg;
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
