// Exercise 3.1: once others can see the goroutine it is theirs, as is its stack; and when it wakes
// up, that may be on another thread.
#include "park.hpp"

TEST_CASE("woken from within unlockf") {
  judge("while unlockf has not returned yet, goready is called for the goroutine", [] {
    run([] {
      scene();
      gopark([](G* gp, void* lock) { return look(gp, lock), goready(gp), true; }, &token,
             waitReasonTest);
      runs("when gopark returns");
      equal("times that unlockf is called", 1, calls, "unlockf is called once");
    });
  });
}

// A G with a page of its own, to be used by the next go.
static void ownpage() {
  G* gp = new (aligned_alloc(4096, 4096)) G{};
  gp->alllink = sched.allgs, sched.allgs = gp;
  gfput(gp);
}
static void giveaway(G* gp, const char* rule) {
  auto lo = reinterpret_cast<uintptr_t>(gp);
  forbid(gp->stack.lo, gp->stack.hi, "its stack", rule);
  forbid(lo, lo + 4096, "its G", rule);
}

static M elsewhere;
static uintptr_t its_stack;
static bool runs_elsewhere(G* gp, void*) {
  G* next = runqget();
  goready(gp);
  expect(runqget() == gp, "the goroutine is in the run queue", "it is not",
         "goready puts the goroutine into the run queue");
  runlater(next);
  casgstatus(gp, Grunnable, Grunning);
  gp->m = &elsewhere;
  const char* rule =
      "after unlockf the goroutine is not yours: it may run on another thread, or be finished";
  its_stack = gp->stack.lo;
  giveaway(gp, rule);
  return true;
}

TEST_CASE("it runs elsewhere") {
  judge("before unlockf returns, another thread has woken the goroutine, and runs it", [] {
    run([] {
      ownpage();
      go([] {
        scene();
        gopark(runs_elsewhere, nullptr, waitReasonTest);
        runs("when gopark returns");
      });
      go([] {
        equal("m.curg, in the next round", name(getg()), name(thread->curg),
              "in the next round this thread runs the next goroutine");
        allow(its_stack), allow(reinterpret_cast<uintptr_t>(sleeper));
        sleeper->m = nullptr;  // the other thread has had enough of it
        casgstatus(sleeper, Grunning, Grunnable);
        runlater(sleeper);
      });
    });
  });
}

TEST_CASE("it sleeps, without an unlockf") {
  judge("a goroutine parks without an unlockf, and another thread wakes it at once", [] {
    ownpage();
    run([] {
      scene();
      static uintptr_t stack = sleeper->stack.lo;
      go([] {
        allow(stack), allow(reinterpret_cast<uintptr_t>(sleeper));
        at.isqueued = [](G* gp) {
          giveaway(gp, "goready has put it into the run queue, and another thread may run it");
        };
        goready(sleeper);
        at.isqueued = nullptr;
        allow(stack), allow(reinterpret_cast<uintptr_t>(sleeper));
      });
      at.changed = at.dropped = [](G* gp) {
        if (gp != sleeper || gp->m || state(gp) != std::string("waiting")) return;
        at.changed = at.dropped = nullptr;
        reason(gp);
        giveaway(gp,
                 "without an unlockf the goroutine is not yours any more when it waits and is off "
                 "its thread: go on with the next round");
      };
      gopark(nullptr, nullptr, waitReasonTest);
      runs("when gopark returns");
    });
  });
}

// Two goroutines by hand, on a thread that the second gives another M: that is what the first one
// sees when it wakes up.
TEST_CASE("it wakes up on another thread") {
  for (bool with : {false, true}) {
    judge(std::string("a goroutine parks, ") + (with ? "with" : "without") +
              " an unlockf, and wakes up on another thread",
          [=] {
            static Alone<M> left{};
            static M other{};
            static G g0{}, first{}, second{};
            static bool unlocks, back;
            unlocks = with;
            mstart(&left, &g0, [] {
              newproc(&first, [](G*) {
                scene();
                bool (*yes)(G*, void*) = [](G* gp, void* lock) { return look(gp, lock), true; };
                gopark(unlocks ? yes : nullptr, &token, waitReasonTest);
                thread = &other;
                runs("when gopark returns");
                back = true;
              });
              newproc(&second, [](G* gp) {
                other = left;
                g0.m = gp->m = &other;
                left.give_away("the M of the thread on which the goroutine fell asleep",
                               "a goroutine may wake up on another thread: after mcall the one of "
                               "before is not yours, and may be running others, or be gone");
                goready(&first);
              });
              schedule();
            });
            expect(back, "gopark returns", "it does not", "goready lets the goroutine run again");
          });
  }
}
