// Exercise 3.1: unlockf is where a test can look, and where it can do what another thread could.
#include <exercise.hpp>
#include <given_away.hpp>
#include <observe.hpp>

#include <cstdlib>
#include <new>
#include <run.hpp>
#include <runq.hpp>
#include <sched.hpp>

using namespace rt;
using namespace exercise;

static const char* state(G* gp) { return gstatusname(gp->atomicstatus.load(memory_order_relaxed)); }
static std::string name(G* gp) { return gp ? "goroutine " + show(gp->goid) : "null"; }

static int calls, token;
static G* sleeper;
static M* thread;

static void runs(const char* when) {
  expect(
      state(sleeper) == std::string("running") && sleeper->m == thread && thread->curg == sleeper,
      std::string("g is running, g.m = m, m.curg = g, ") + when,
      std::string("g is ") + state(sleeper) + ", g.m = " + show(sleeper->m) +
          ", m.curg = " + name(thread->curg),
      "a goroutine that runs is Grunning, and on its thread: that is what execute does");
}

static const char* kM =
    "hand over in M: a static variable is everybody's, and the goroutine's stack is not yours "
    "once others can see it";

static bool leftover(G*, void*) {
  expect(false, "no unlockf is called but the one that was given", "another one is called", kM);
  return true;
}

// Sets the scene: who parks, and what an earlier gopark has left in M.
static void scene() {
  calls = 0;
  sleeper = getg();
  thread = sleeper->m;
  thread->waitunlockf = leftover;
  thread->waitlock = &calls;
}

static bool onitsown(G* gp) {  // stack, that is
  uintptr_t here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  return here >= gp->stack.lo && here < gp->stack.hi;
}

static void look(G* gp, void* lock) {
  expect(!onitsown(sleeper) && getg() == thread->g0, "unlockf is called on g0",
         "it is called on the goroutine's own stack",
         "unlockf is called on g0: only then is the goroutine's stack at rest");
  equal("times that unlockf is called", 1, ++calls, "unlockf is called once");
  expect(gp == sleeper && lock == &token, "unlockf(g, lock) is given the goroutine and the lock",
         "g = " + name(gp) + ", lock = " + (lock == &token ? "right" : show(lock)),
         "unlockf is given the goroutine that parks, and gopark's second argument");
  equal("status in unlockf", std::string("waiting"), std::string(state(gp)),
        "whoever unlockf lets in must find the goroutine waiting");
  expect(!gp->m && !thread->curg, "in unlockf g.m = null, m.curg = null",
         "g.m = " + show(gp->m) + ", m.curg = " + name(thread->curg),
         "whoever unlockf lets in may run the goroutine on another thread, so it "
         "must be off this one");
  equal("g.waitreason", static_cast<uint32_t>(waitReasonTest), gp->waitreason,
        "the reason is noted in the G, for whoever asks why it waits");
  expect(thread->waitunlockf != leftover, "m.waitunlockf is what gopark was given",
         "it is what was there before", kM);
}

TEST_CASE("goready") {
  judge(
      "two goroutines stand in the run queue, and goready is called for a third, which waits", [] {
        run([] {
          static G third{};
          third.goid = 9;
          third.atomicstatus.store(Gwaiting, memory_order_relaxed);
          third.fn = [](G*) {
            expect(false, "the caller of goready goes on", "the goroutine runs at once",
                   "goready makes the goroutine runnable, and does not run it: the caller goes on");
          };
          go([] {}), go([] {});
          int queued = 0;
          at.queued = [&](G* gp) {
            queued++;
            expect(at.soon, "it is runsoon that puts it into the run queue", "it is runlater",
                   "somebody waits for a goroutine that is woken: runsoon (runlater lets others "
                   "run first; in "
                   "chapter 4 that is not the same any more)");
            expect(gp == &third, name(&third), name(gp),
                   "the goroutine that goready was given goes into the run queue");
            equal("status when it goes into the run queue", std::string("runnable"),
                  std::string(state(gp)),
                  "runnable first, and then into the queue: from there another thread may take it");
          };
          goready(&third);
          at.queued = nullptr;
          equal("times that it is put into the run queue", 1, queued,
                "goready puts the goroutine into the run queue, once");
          equal("status after goready", std::string("runnable"), std::string(state(&third)),
                "goready makes the goroutine runnable, and does not run it: the caller goes on");
          G* first = runqget();
          G* second = runqget();
          expect(runqget() == &third, "it stands at the end of the run queue",
                 "it stands elsewhere",
                 "goready puts the goroutine at the end: who stood there before runs before");
          runlater(first), runlater(second);
        });
      });
}

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

TEST_CASE("no unlockf") {
  judge("a goroutine parks with unlockf = null, after another goroutine that had one", [] {
    run([] {
      scene();
      crash_breaks("gopark returns when goready has been called",
                   "unlockf may be null: without one there is nothing to call");
      bool woken = false;
      go([&] { woken = true, goready(sleeper); });
      gopark(nullptr, nullptr, waitReasonTest);
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
      runs("when gopark returns");
    });
  });
}

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
  void* page = aligned_alloc(4096, 4096);
  gfput(new (page) G{});
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
  auto lo = reinterpret_cast<uintptr_t>(gp);
  its_stack = gp->stack.lo;
  forbid(gp->stack.lo, gp->stack.hi, "its stack", rule);
  forbid(lo, lo + 4096, "its G", rule);
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

TEST_CASE("goready of one that does not wait") {
  judge("goready is called twice for the same goroutine", [] {
    Child c = child([] {
      run([] {
        go([] { scene(), gopark(nullptr, nullptr, waitReasonTest); });
        gosched();
        goready(sleeper);
        goready(sleeper);
        _exit(0);
      });
    });
    expect(contains(c.err, "casgstatus: "), "fatal error: casgstatus: …",
           c.status == 0 ? "goready returns" : "it ends otherwise: " + c.err,
           "only who waits can be woken, and only once: casgstatus from Gwaiting checks it");
  });
}
