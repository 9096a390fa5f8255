#include <exercise.hpp>

#include <overflow.hpp>
#include <switch.hpp>

using namespace rt;

static const Exercise ex = {"2.1", "chapters/02-context/exercises/2.1-first-frame/gostartcall.cpp"};

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

static std::string hex(uintptr_t n) {
  char text[32];
  snprintf(text, sizeof text, "%#lx", n);
  return text;
}

TEST_CASE("the frame") {
  ex.judge("a frame on a new stack", [] {
    prepare([](G*) {});
    uintptr_t sp = g.sched.sp;
    const char* scenario = "after gostartcall, before the goroutine runs";
    ex.expect(sp > g.stack.lo && sp <= g.stack.hi - 8, scenario, "sp within the stack",
              "sp = " + hex(sp), "sp lies within the goroutine's stack");
    ex.expect(sp > g.stack.hi - 512, scenario, "sp near " + hex(g.stack.hi), "sp = " + hex(sp),
              "stacks grow downwards: the first frame lies at the high end");
    ex.expect((sp + 8) % 16 == 0, scenario, "(sp + 8) % 16 = 0",
              "(sp + 8) % 16 = " + std::to_string((sp + 8) % 16),
              "sp + 8 must be a multiple of 16 where a function begins");
    uintptr_t back = *reinterpret_cast<uintptr_t*>(sp),
              want = reinterpret_cast<uintptr_t>(rt_goexit) + 1;
    ex.expect(back == want, scenario, "the word at sp is rt_goexit + 1", "it is " + hex(back),
              "the return address must be rt_goexit + 1");
    ex.expect(g.sched.g == &g, scenario, "sched.g = the goroutine", "something else",
              "gogo makes sched.g the current G");
  });
}

TEST_CASE("the goroutine runs, and its function returns into goexit") {
  ex.judge("a goroutine that runs and returns", [] {
    prepare([](G* gp) { ran = gp == &g ? 42 : 1; });
    mstart(&m0, &g0, [] { gogo(&g); });
    ex.expect(ran == 42, "after the goroutine has finished",
              "its function has run, and was given its G",
              ran ? "it was given another G" : "it has not run",
              "gogo passes sched.g to the first function");
    ex.expect(g.stack.lo == 0, "after the goroutine has finished",
              "goexit0 has taken its stack back", "it still has one",
              "a finished goroutine goes through goexit");
  });
}
