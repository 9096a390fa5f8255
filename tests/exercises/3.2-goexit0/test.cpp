// Exercise 3.2: one goroutine by hand, looked at as it comes to the free list; then many real ones.
#include <exercise.hpp>
#include <given_away.hpp>
#include <observe.hpp>

#include <fatal.hpp>
#include <run.hpp>
#include <runq.hpp>
#include <sched.hpp>
#include <set>

using namespace rt;
using namespace exercise;

static M m;
static Alone<G> finished;
static G g0, next, older;
static Stack stack;  // what `finished` had
static int freed, changes;
static bool nextran;

static const char* kRound =
    "schedule() finds the next goroutine, and knows what to do if there is none";
static const char* kNext = "the thread goes on with the next goroutine: schedule()";

static const char* kSched =
    "the run queue, the free list and the numbers are their functions' business";

// goroutine 2, goroutine 1, and one that finished long ago.
static void allthere() {
  expect(sched.allgs == &next && next.alllink == &finished && finished.alllink == &older &&
             !older.alllink,
         "allgs and what links the Gs there is as it was", "it is changed",
         "a G never leaves allgs, dead or not: what links it there stays as it is");
}

// This thread is an M that runs `finished`; on g0, goexit0 is called for it. `next` is runnable.
static void finish() {
  finished.goid = 1, next.goid = 2;
  finished.alllink = &older, next.alllink = &finished, sched.allgs = &next;
  gfput(&older);
  crash_breaks("goexit0 comes to its end, schedule()",
               "dropg and detachstack, once each: a second one finds nothing to take");
  finished.fn = [](G*) {};
  next.fn = [](G* gp) {
    nextran = true;
    finished.take_back();
    allthere();
    expect(gp->stack.hi == stack.hi, "the next goroutine gets the stack", "it gets another one",
           "a finished goroutine's stack is used again: give it back");
    mcall([](G*) { gogo(getg()); });  // out of mstart
  };
  at.freed = [](G* gp) {
    equal("times that a G comes to the free list", 1, ++freed, "a finished G is given back once");
    expect(gp == &finished, "the finished G comes to the free list", "another one does",
           "gfput is for the goroutine that has finished");
    uint32_t status = gp->atomicstatus.load(memory_order_relaxed);
    equal("its status on the free list", std::string("dead"), std::string(gstatusname(status)),
          "a G on the free list is Gdead");
    equal("times that casgstatus has changed it", 1, changes,
          "a goroutine's state is changed by casgstatus alone, which checks the move");
    expect(!gp->m && !m.curg, "on the free list its m = null, and m.curg = null",
           std::string("its m ") + (gp->m ? "is still set" : "= null") + ", m.curg " +
               (m.curg ? "is still set" : "= null"),
           "a G on the free list is on no thread");
    expect(!gp->stack.lo, "on the free list it has no stack",
           "it still has its old one, with the old frames",
           "a G on the free list has no stack, and gets one when it first runs");
    allthere();
    equal("sched.runqsize", 1, sched.runqsize.load(memory_order_relaxed), kSched);
    expect(sched.gfree == &older, "the G that was free before is still the first of the free list",
           "another one is", kSched);
    equal("sched.goidgen", 0u, sched.goidgen, kSched);
  };
  at.changed = [](G* gp) {
    if (gp != &finished) return;
    changes++;
    equal("its status after a casgstatus", std::string("dead"),
          std::string(gstatusname(gp->atomicstatus.load(memory_order_relaxed))),
          "a goroutine that has finished goes from Grunning to Gdead at once: in between it is not "
          "asleep, and not runnable");
  };
  at.isfree = [](G*) {
    finished.give_away(
        "the G that is on the free list",
        "after gfput the G is not yours: the next `go`, on another thread, may have taken it");
  };
  fatal_details = [] {
    expect(!freed, "goroutine 2 runs", "goexit0 returns, or goes on in another way", kNext);
  };
  mstart(&m, &g0, [] {
    attachstack(&finished);
    stack = finished.stack;
    finished.m = &m, m.curg = &finished;
    finished.atomicstatus.store(Grunning, memory_order_relaxed);
    next.atomicstatus.store(Grunnable, memory_order_relaxed);
    runlater(&next);
    goexit0(&finished);
  });
}

TEST_CASE("one goroutine ends") {
  judge("goroutine 1 has finished, and goroutine 2 is runnable", [] {
    finish();
    equal("times that a G comes to the free list", 1, freed,
          "a finished G is used again: it comes to the free list");
    expect(nextran, "goroutine 2 runs", "the thread has ended, and goroutine 2 never ran", kNext);
    G* used = gfget();
    expect(used == &finished, "the next `go` gets the finished G", "it gets another one",
           "a finished G is used again: it comes to the free list");
    expect(gfget() == &older, "the one after that gets the G that was free before",
           "it gets another one", "the free list is gfput's: leave schedlink alone");
    expect(stackalloc().hi != stack.hi, "goroutine 2 has the stack, and nobody else",
           "another goroutine gets it too", "a stack is given back once");
  });
}

TEST_CASE("many goroutines, one after the other") {
  judge("1000 goroutines, one after the other; some end in the middle, by goexit", [] {
    static std::set<G*> gs;
    static std::set<uintptr_t> stacks;
    static int ran;
    run([] {
      crash_breaks("every goroutine's end comes to schedule()", kRound);
      fatal_details = [] {
        expect(false, "every goroutine's end comes to schedule()",
               "the runtime stops the program: goexit0 does not go on as it should", kRound);
      };
      for (int i = 0; i < 1000; i++) {
        go([i] {
          ran++;
          gs.insert(getg());
          stacks.insert(getg()->stack.hi);
          if (i % 3 == 0) goexit();
        });
        gosched();
      }
    });
    equal("goroutines that ran", 1000, ran, "every goroutine runs once");
    expect(gs.size() <= 2 && stacks.size() <= 2, "all of them had the same G and stack",
           show(gs.size()) + " Gs and " + show(stacks.size()) + " stacks were used",
           "a finished goroutine leaves its G and its stack to the next");
  });
}

TEST_CASE("the last one ends while another waits") {
  judge("a goroutine waits for good, and the last one that could run ends", [] {
    Child c = child([] {
      run([] {
        go([] { gopark(nullptr, nullptr, {}); });
        gosched();
      });
    });
    expect(contains(c.err, "all goroutines are asleep - deadlock!"),
           "fatal error: all goroutines are asleep - deadlock!",
           c.err.empty() ? "run returns, as if all had finished" : c.err, kRound);
  });
}
