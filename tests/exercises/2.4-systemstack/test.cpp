// Exercise 2.4: a goroutine looks around before, during and after a visit to g0.
#include <exercise.hpp>

#include <overflow.hpp>
#include <signals.hpp>
#include <switch.hpp>

namespace rt {
void systemstack(const std::function<void()>& fn);  // the answer
}  // namespace rt

using namespace rt;
using namespace exercise;

static M m0;
static G g0, g, other, nobody;
static Gobuf started;  // g0.sched, as mstart has filled it
static int times;

static void create(G& gp, uint64_t goid, void (*fn)(G*)) {
  gp.m = &m0;
  gp.goid = goid;
  gp.stack = stackalloc();
  fiber_create(gp.fiber, gp.stack.lo, gp.stack.hi);
  gostartcall(&gp, fn);
  m0.curg = &nobody;  // chapter 2 has no scheduler that would set it
}

// Runs fn as a goroutine, until it ends.
static void run(void (*fn)(G*)) {
  initsig();
  minit();
  create(g, 1, fn);
  mstart(&m0, &g0, [] {
    started = g0.sched;
    gogo(&g);
  });
}

[[gnu::noinline]] static uintptr_t here() {
  return reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
}
static bool on(const G& gp, uintptr_t address) {
  return address - gp.stack.lo < gp.stack.hi - gp.stack.lo;
}
static std::string name(G* gp) {
  return !gp ? "null" : gp == &g0 ? "g0" : gp == &g ? "the goroutine" : "another";
}

static const char* kG0 = "g0's stack runs with g0 as the current G";
static const char* kStack = "the visit is one to g0's stack: that one is big enough";
static const char* kOnG0 = "on g0 already there is nothing to switch: fn is just called";
static const char* kBack = "the goroutine that has called goes on, where it was";

static void visitor() {
  expect(!on(g, here()) && here() < started.sp && here() > started.sp - 16384,
         "fn runs on g0's stack, below " + hex(started.sp), "it runs at " + hex(here()), kStack);
  expect(getg() == &g0, "the current G is g0", "the current G is " + name(getg()), kG0);
  expect(++times <= 100, "a few calls of fn", "more than 100", kBack);
}

static void back_on(G& gp, void (*function)(G*), uintptr_t stack_end) {
  expect(on(gp, here()), "the goroutine goes on on its own stack", "it runs at " + hex(here()),
         kBack);
  expect(getg() == &gp, "the current G is the goroutine", "the current G is " + name(getg()),
         kBack);
  std::string changed = gp.m != &m0                ? "gp->m"
                        : m0.g0 != &g0             ? "m->g0"
                        : m0.curg != &nobody       ? "m->curg"
                        : gp.fn != function        ? "gp->fn"
                        : gp.stack.hi != stack_end ? "gp->stack"
                                                   : "";
  expect(changed.empty(), "gp->m, gp->stack, gp->fn, m->g0 and m->curg are as they were",
         changed + " has changed",
         "a visit changes nothing but the stack, and the current G, for as long as it lasts");
  expect(g0.sched.sp == started.sp && g0.sched.pc == started.pc && g0.sched.bp == started.bp,
         "g0.sched is as mstart has filled it", "it has changed",
         "g0->sched says where g0's stack begins, and where the thread will end: mstart alone "
         "fills it");
}

TEST_CASE("there and back") {
  judge("a goroutine visits g0, three times", [] {
    run([](G*) {
      crash_breaks("systemstack returns to the goroutine", kBack);
      auto function = g.fn;
      uintptr_t end = g.stack.hi;
      for (int i = 1; i <= 3; i++) {
        systemstack(visitor);
        equal("calls of fn", i, times, "fn has run once when systemstack returns");
        back_on(g, function, end);
      }
    });
    expect(!getg() && g.stack.hi == 0, "the goroutine ends, and then the thread", "it does not",
           kBack);
  });
}

TEST_CASE("what fn has captured") {
  judge("fn adds up what it has captured, and writes it where the caller looks", [] {
    run([](G*) {
      int sum = 0, a = 1, b = 20, c = 300, d = 4000;
      double half = 0.5;
      std::string text = "a string of the caller's";
      systemstack([&, a, b, c, d] { sum = a + b + c + d, half *= 3, text += ", longer"; });
      equal("the sum", 4321, sum, "fn works on the variables of the caller");
      expect(half == 1.5 && text == "a string of the caller's, longer", "1.5, and a longer string",
             show(half) + ", " + text, "fn works on the variables of the caller");
    });
  });
  judge("two functions, one after the other, and then the first one again", [] {
    run([](G*) {
      std::string order;
      const std::function<void()> a = [&] { order += 'a'; }, b = [&] { order += 'b'; };
      systemstack(a), systemstack(b), systemstack(a);
      equal("what has run", std::string("aba"), order, "each call of systemstack runs its own fn");
    });
  });
  judge("fn counts its calls in a variable of its own, and is called twice", [] {
    run([](G*) {
      int seen = 0;
      const std::function<void()> fn = [&seen, calls = 0]() mutable { seen = ++calls; };
      systemstack(fn), systemstack(fn);
      equal("what it has counted", 2, seen, "it is fn itself that runs, and no copy of it");
    });
  });
}

TEST_CASE("on g0 already") {
  judge("fn, on g0, calls systemstack itself", [] {
    Child c = child(
        [] {
          run([](G*) {
            int depth = 0;
            systemstack([&] {
              int before = times;
              uintptr_t frame = here();
              systemstack([&] {
                visitor();
                depth = 1 + (here() < frame && frame - here() < 16384);
              });
              if (times != before + 1) _exit(10);
              visitor();
            });
            _exit(20 + depth);
          });
        },
        3);
    expect(!contains(c.err, "mcall called on m->g0 stack"), "fn is just called",
           "fatal error: runtime: mcall called on m->g0 stack", kOnG0);
    expect(c.status != 10, "the inner fn runs once", "it does not", kOnG0);
    expect(c.status == 22, "the inner fn runs below the outer one, and both return",
           c.status == 21 ? "the inner one lies over the outer one"
                          : "the process ended with status " + show(c.status) + " " +
                                c.err.substr(0, c.err.find('\n')),
           kOnG0);
  });
  judge("code that has always stood on g0 calls systemstack", [] {
    Child c = child(
        [] {
          mstart(&m0, &g0, [] {
            started = g0.sched;
            systemstack(visitor);
            if (getg() != &g0) _exit(10);
            gogo(&g0);
          });
          _exit(20 + times);
        },
        3);
    expect(c.status == 21, "fn is just called, once",
           c.status == 20   ? "it is not called"
           : c.status == 10 ? "the current G is no longer g0"
                            : "it ended with status " + show(c.status) + ": " +
                                  c.err.substr(0, c.err.find('\n')),
           kOnG0);
  });
}

TEST_CASE("two goroutines") {
  judge("two goroutines visit g0 in turns", [] {
    initsig();
    minit();
    static auto turns = [](G* gp) {
      for (int local = 0; local < 4; local++) {
        int seen = -1;
        auto function = gp->fn;
        uintptr_t end = gp->stack.hi;
        systemstack([&] { visitor(), seen = local; });
        back_on(*gp, function, end);
        equal("what fn has seen", local, seen, "fn works on the variables of the caller");
        mcall([](G* self) { gogo(self == &g ? &other : &g); });
      }
    };
    create(g, 1, turns);
    create(other, 2, turns);
    crash_breaks("systemstack returns to the goroutine that has called", kBack);
    mstart(&m0, &g0, [] {
      started = g0.sched;
      gogo(&g);
    });
    mstart(&m0, &g0, [] {
      started = g0.sched;
      gogo(&other);
    });
    equal("visits", 8, times, "fn has run once when systemstack returns");
  });
}
