// Exercise 2.1: the frame, looked at; then run.
#include <exercise.hpp>

#include <cstring>
#include <overflow.hpp>
#include <signals.hpp>
#include <switch.hpp>

using namespace rt;
using namespace exercise;

static M m0;
static G g0, g;
static int ran;

static void prepare(void (*fn)(G*)) {
  initsig();
  minit();
  g.goid = 1;
  g.m = &m0;
  g.stack = stackalloc();
  fiber_create(g.fiber, g.stack.lo, g.stack.hi);
  memset(reinterpret_cast<void*>(g.stack.lo), 0x55, g.stack.hi - g.stack.lo);  // of whoever had it
  memset(&g.sched, 0x55, sizeof g.sched);
  crash_breaks("gostartcall writes between stack.lo and stack.hi",
               "hi is the end of the stack: the word at hi is somebody else's");
  Stack before = g.stack;
  gostartcall(&g, fn);
  expect(g.stack.lo == before.lo && g.stack.hi == before.hi, "gp->stack as it was",
         "lo = " + hex(g.stack.lo) + ", hi = " + hex(g.stack.hi),
         "gp->stack says which stack it is, for as long as the goroutine has it: sp alone moves");
}

TEST_CASE("the frame") {
  judge("after gostartcall, before the goroutine runs", [] {
    static auto nothing = [](G*) {};
    prepare(nothing);
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
    expect(sp + 8 < g.stack.hi && reinterpret_cast<uintptr_t*>(sp)[1] == 0, "a word of 0 above it",
           sp + 8 < g.stack.hi ? hex(reinterpret_cast<uintptr_t*>(sp)[1]) : "the end of the stack",
           "a debugger's walk up the stack ends at a word of 0");
    expect(g.sched.g == &g, "sched.g = the goroutine", "sched.g = " + show(g.sched.g),
           "gogo makes sched.g the current G");
    const Gobuf& b = g.sched;
    expect(!(b.bp | b.bx | b.r12 | b.r13 | b.r14 | b.r15), "the other registers are 0",
           "one of them is not", "a new goroutine finds nothing of whoever had this G before");
    expect(g.fn == static_cast<void (*)(G*)>(nothing), "gp->fn = fn", "it is another",
           "gomain finds the function in gp->fn");
    expect(b.pc != reinterpret_cast<uintptr_t>(g.fn), "sched.pc = gomain", "sched.pc = fn",
           "a goroutine begins in gomain, which calls its function");
  });
}

TEST_CASE("the goroutine runs, and its function returns into goexit") {
  judge("a goroutine that runs and returns", [] {
    prepare([](G* gp) { ran = gp == &g ? 42 : 1; });
    crash_breaks("its function is called, and returns into goexit",
                 "sched says where it begins, and the word at sp where it ends");
    mstart(&m0, &g0, [] { gogo(&g); });
    expect(ran == 42, "its function has run, and was given its G",
           ran ? "it was given another G" : "it has not run",
           "gogo passes sched.g to the first function");
    expect(g.stack.lo == 0, "goexit0 has taken its stack back", "it still has one",
           "a finished goroutine goes through goexit");
  });
}
