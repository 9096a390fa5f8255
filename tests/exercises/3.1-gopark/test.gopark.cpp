// Exercise 3.1: unlockf is where a test can look, and where it can do what another thread could.
#include "park.hpp"

TEST_CASE("what unlockf sees") {
  judge("a goroutine parks, and unlockf looks at it; later another wakes it", [] {
    run([] {
      scene();
      crash_breaks("unlockf is called, and the next goroutine runs",
                   "dropg, on g0, sets gp->m to null: from there on the thread is getg()->m");
      at.changes = [](G* gp) {
        expect(gp != sleeper || !onitsown(gp) || gp->atomicstatus.load() != Grunning,
               "g becomes waiting on g0", "it does so on its own stack, which still runs",
               "gp becomes waiting on g0: only then is the goroutine's stack at rest, as it is "
               "while it waits");
      };
      bool woken = false;
      go([&] {
        equal("times that unlockf is called", 1, calls, "unlockf is called once");
        equal("status", std::string("waiting"), std::string(state(sleeper)),
              "a parked goroutine is Gwaiting until somebody calls goready");
        woken = true;
        goready(sleeper);
      });
      gopark([](G* gp, void* lock) { return look(gp, lock), true; }, &token, waitReasonTest);
      expect(woken, "gopark returns when goready has been called", "it returns at once",
             "unlockf returned true: the goroutine sleeps until goready");
      runs("when gopark returns");
    });
  });
}

TEST_CASE("the lock is null") {
  judge("a goroutine parks with an unlockf that needs no lock: lock = null", [] {
    run([] {
      scene();
      given = nullptr;
      go([] {
        equal("times that unlockf is called", 1, calls,
              "an unlockf is called if there is one, whatever the lock is: null, too, is only "
              "handed over");
        goready(sleeper);
      });
      gopark([](G* gp, void* lock) { return look(gp, lock), true; }, nullptr, waitReasonTest);
      runs("when gopark returns");
    });
  });
}

TEST_CASE("another lock") {
  judge("a goroutine parks a second time, with the same unlockf and another lock", [] {
    run([] {
      static int locks[2];
      bool (*unlock)(G*, void*) = [](G* gp, void* lock) { return look(gp, lock), true; };
      for (int i = 0; i < 2; i++) {
        scene();
        if (i == 1) thread->waitunlockf = unlock, thread->waitlock = &locks[0];  // of the first
        given = &locks[i];
        go([] { goready(sleeper); });
        gopark(unlock, given, waitReasonTest);
        runs("when gopark returns");
      }
    });
  });
}

TEST_CASE("no unlockf") {
  judge("a goroutine parks with unlockf = null, after another goroutine that had one", [] {
    run([] {
      scene();
      crash_breaks("gopark returns when goready has been called",
                   "unlockf may be null: without one there is nothing to call");
      bool woken = false;
      go([&] {
        equal("status", std::string("waiting"), std::string(state(sleeper)),
              "a parked goroutine is Gwaiting until somebody calls goready");
        reason(sleeper);
        woken = true, goready(sleeper);
      });
      gopark(nullptr, &token, waitReasonTest);
      expect(woken, "gopark returns when goready has been called", "it returns at once",
             "without an unlockf the goroutine sleeps until goready");
      runs("when gopark returns");
    });
  });
}

TEST_CASE("unlockf says no") {
  judge("unlockf returns false, and another goroutine is runnable", [] {
    run([] {
      scene();
      at.queued = [](G* gp) {
        expect(gp != sleeper, "the goroutine stays out of the run queue", "it is put there",
               "unlockf returned false: the goroutine runs on at once, before all others");
      };
      go([] {
        expect(state(sleeper) == std::string("dead"), "gopark returns, and nobody else has run",
               "another goroutine runs first",
               "unlockf returned false: the goroutine runs on at once, before all others");
      });
      gopark([](G* gp, void* lock) { return look(gp, lock), false; }, &token, waitReasonTest);
      equal(
          "times that casgstatus has changed its state", 3, changes,
          "a goroutine's state is changed by casgstatus alone: here to waiting, to runnable, and, "
          "by execute, to running");
      runs("when gopark returns");
    });
  });
}

TEST_CASE("again and again") {
  judge("a goroutine parks 90 times: with an unlockf that says yes, one that says no, and none",
        [] {
          run([] {
            for (int i = 0; i < 90; i++) {
              static bool woken;
              why = WaitReason(static_cast<uint32_t>(i / 3) % (waitReasonTest + 1));
              scene();
              woken = false;
              go([] {
                woken = true;
                if (state(sleeper) != std::string("waiting")) return;
                reason(sleeper);
                goready(sleeper);
              });
              bool (*yes)(G*, void*) = [](G* gp, void* lock) { return look(gp, lock), true; };
              bool (*no)(G*, void*) = [](G* gp, void* lock) { return look(gp, lock), false; };
              gopark(i % 3 == 0 ? yes : i % 3 == 1 ? no : nullptr, &token, why);
              runs("when gopark returns");
              equal("times that unlockf is called", i % 3 == 2 ? 0 : 1, calls,
                    "unlockf is called once");
              expect(woken == (i % 3 != 1), i % 3 == 1 ? "gopark returns at once" : "it sleeps",
                     i % 3 == 1 ? "it sleeps" : "gopark returns at once",
                     "the goroutine sleeps until goready, unless unlockf says no");
              gosched();
            }
          });
        });
}
