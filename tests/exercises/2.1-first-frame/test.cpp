// Exercise 2.1: the frame, looked at; then run.
#include <exercise.hpp>

#include <overflow.hpp>
#include <switch.hpp>

using namespace rt;
using namespace exercise;

static M m0;
static G g0, g;
static int ran;

static void prepare(void (*fn)(G*)) {
  minit();
  g.goid = 1;
  g.m = &m0;
  g.stack = stackalloc();
  fiber_create(g.fiber, g.stack.lo, g.stack.hi);
  gostartcall(&g, fn);
}

TEST_CASE("the frame") {
  judge("after gostartcall, before the goroutine runs", [] {
    prepare([](G*) {});
    uintptr_t sp = g.sched.sp;
    expect(sp > g.stack.lo && sp <= g.stack.hi - 8, "sp within the stack", "sp = " + hex(sp),
           "sp lies within the goroutine's stack");
    expect(sp > g.stack.hi - 512, "sp near " + hex(g.stack.hi), "sp = " + hex(sp),
           "stacks grow downwards: the first frame lies at the high end");
    equal("(sp + 8) % 16", 0u, (sp + 8) % 16,
          "sp + 8 must be a multiple of 16 where a function begins");
    uintptr_t back = *reinterpret_cast<uintptr_t*>(sp),
              want = reinterpret_cast<uintptr_t>(rt_goexit) + 1;
    expect(back == want, "the word at sp is rt_goexit + 1", "it is " + hex(back),
           "the return address must be rt_goexit + 1");
    expect(g.sched.g == &g, "sched.g = the goroutine", "sched.g = " + show(g.sched.g),
           "gogo makes sched.g the current G");
  });
}

TEST_CASE("the goroutine runs, and its function returns into goexit") {
  judge("a goroutine that runs and returns", [] {
    prepare([](G* gp) { ran = gp == &g ? 42 : 1; });
    mstart(&m0, &g0, [] { gogo(&g); });
    expect(ran == 42, "its function has run, and was given its G",
           ran ? "it was given another G" : "it has not run",
           "gogo passes sched.g to the first function");
    expect(g.stack.lo == 0, "goexit0 has taken its stack back", "it still has one",
           "a finished goroutine goes through goexit");
  });
}
