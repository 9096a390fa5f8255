// Exercise 2.3: a goroutine leaves with a pattern in each register; fn, on g0, looks at what it has
// left behind.
#include <exercise.hpp>

#include <overflow.hpp>
#include <signals.hpp>
#include <switch.hpp>

using namespace rt;
using namespace exercise;

extern "C" {
uintptr_t at_call;       // rsp where mcall is called
uintptr_t changed;       // which registers came back changed, one bit each
extern char after_call;  // where the call returns to
// What the caller has in rbx, rbp, r12 … r15: 64 bits, none of which one may lose.
uintptr_t patterns[6] = {0xabcd00b1000000b1, 0xabcd00b2000000b2, 0xabcd00c1000000c1,
                         0xabcd00c2000000c2, 0xabcd00c3000000c3, 0xabcd00c4000000c4};
}

// Naked, since no compiler may touch the registers in between.
extern "C" [[gnu::naked, gnu::noinline]] void leave_with_patterns(void (*)(G*)) {
  asm("push %rbx; push %rbp; push %r12; push %r13; push %r14; push %r15; sub $8, %rsp\n"
      "mov patterns+0(%rip), %rbx; mov patterns+8(%rip), %rbp; mov patterns+16(%rip), %r12\n"
      "mov patterns+24(%rip), %r13; mov patterns+32(%rip), %r14; mov patterns+40(%rip), %r15\n"
      "mov %rsp, at_call(%rip)\n"
      "call rt_mcall\n"
      "after_call: xor %eax, %eax\n"
      "cmp patterns+0(%rip), %rbx; je 1f; or $1, %eax; 1:\n"
      "cmp patterns+8(%rip), %rbp; je 1f; or $2, %eax; 1:\n"
      "cmp patterns+16(%rip), %r12; je 1f; or $4, %eax; 1:\n"
      "cmp patterns+24(%rip), %r13; je 1f; or $8, %eax; 1:\n"
      "cmp patterns+32(%rip), %r14; je 1f; or $16, %eax; 1:\n"
      "cmp patterns+40(%rip), %r15; je 1f; or $32, %eax; 1:\n"
      "cmp %rsp, at_call(%rip); je 1f; or $64, %eax; 1: mov %rax, changed(%rip)\n"
      "mov at_call(%rip), %rsp; add $8, %rsp\n"
      "pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx; ret");
}

static M m0;
static G g0, g;
static Gobuf started;        // g0.sched, as mstart has filled it
static uintptr_t frames[2];  // where fn's frame was, each time
static int times;
static bool ended;

static void leave(void (*fn)(G*)) {
  changed = ~uintptr_t{0};
  if constexpr (sanitized) fiber_leave(g.fiber, g0.fiber);
  leave_with_patterns(fn);
  if constexpr (sanitized) fiber_enter(g.fiber);
}

// Runs fn as a goroutine, until it ends.
static void run(void (*fn)(G*)) {
  initsig();
  minit();
  g.m = &m0;
  g.goid = 1;
  g.stack = stackalloc();
  fiber_create(g.fiber, g.stack.lo, g.stack.hi);
  gostartcall(&g, fn);
  mstart(&m0, &g0, [] {
    started = g0.sched;
    gogo(&g);
  });
}

static bool on_goroutine(uintptr_t address) {
  return address - g.stack.lo < g.stack.hi - g.stack.lo;
}

// What must be so when fn begins.
static void look(G* gp) {
  if constexpr (sanitized) fiber_enter(g0.fiber);
  auto frame = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  if (times < 2) frames[times] = frame;
  times++;
  expect(gp == &g, "fn is given the goroutine",
         gp == &g0 ? "it is given g0" : "it is given " + show(gp), "fn's argument, in rdi, is g");
  expect(g0.sched.sp == started.sp && g0.sched.pc == started.pc && g0.sched.bx == started.bx &&
             g0.sched.bp == started.bp && g0.sched.r12 == started.r12 &&
             g0.sched.r13 == started.r13 && g0.sched.r14 == started.r14 &&
             g0.sched.r15 == started.r15,
         "g0.sched is as mstart has filled it", "it has changed",
         "what mcall saves goes into the goroutine's sched; g0's is for the end of the thread");
  expect(!on_goroutine(frame), "fn runs on g0's stack", "it runs on the goroutine's",
         "rsp becomes g0->sched.sp: fn may give the goroutine's stack to somebody else");
  equal("frame % 16", 0u, frame % 16,
        "fn begins as if called: rsp + 8 is a multiple of 16 where a function begins");
  expect(frame < started.sp && frame > started.sp - 4096,
         "fn's frame lies just below " + hex(started.sp), "it lies at " + hex(frame),
         "g0's stack begins at g0->sched.sp, each time");
  expect(getg() == &g0, "the current G is g0",
         getg() == &g ? "it is still the goroutine" : "it is another",
         "the thread that runs g0's stack runs g0: the current G says so");
  const Gobuf& s = gp->sched;
  uintptr_t after = reinterpret_cast<uintptr_t>(&after_call);
  expect(s.pc == after, "pc = " + hex(after), "pc = " + hex(s.pc),
         "it goes on behind the call of mcall: pc is our return address");
  expect(
      s.sp == at_call, "sp = " + hex(at_call), "sp = " + hex(s.sp),
      "sp is rsp after the return: after the return, the return address is no longer on the stack");
  const char* names[] = {"bx", "bp", "r12", "r13", "r14", "r15"};
  const uintptr_t got[] = {s.bx, s.bp, s.r12, s.r13, s.r14, s.r15};
  for (int i = 0; i < 6; i++) {
    expect(
        got[i] == patterns[i], std::string(names[i]) + " = " + hex(patterns[i]),
        std::string(names[i]) + " = " + hex(got[i]),
        static_cast<uint32_t>(got[i]) == static_cast<uint32_t>(patterns[i])
            ? "registers are 64 bits wide"
            : "System V lets six registers survive a call, and the caller has called a function");
  }
  expect(s.g == &g && g.m == &m0 && m0.g0 == &g0, "sched.g, g->m and m->g0 are as they were",
         "one of them has changed", "mcall saves registers, and nothing else");
  gogo(gp);
}

TEST_CASE("leaving, and coming back") {
  judge("a goroutine leaves with a different number in each register, and comes back, twice", [] {
    run([](G*) {
      crash_breaks("fn(g) begins, on g0's stack", "fn takes g in rdi, and begins on g0's stack");
      leave(look);
      expect(times == 1, "fn is called", times ? "it is called twice" : "mcall returned without it",
             "mcall calls fn, once, and comes back when somebody gogo's to the goroutine");
      equal("registers that came back changed, one bit each", uintptr_t{0}, changed,
            "the caller sees a function that took a long time to return");
      leave(look);
      equal("calls of fn", 2, times, "mcall calls fn, once");
      expect(frames[0] == frames[1], "fn's frame is where it was the first time",
             "it is " + hex(frames[0] - frames[1]) + " lower",
             "g0's stack is cut back to g0->sched.sp each time");
      ended = true;
    });
    expect(ended, "the goroutine leaves, and comes back", "the thread has ended meanwhile",
           "of g0->sched mcall takes sp, and nothing else: the rest is where the thread ends");
  });
}

TEST_CASE("a function that returns") {
  judge("fn returns, though it must not", [] {
    Child c = child([] { run([](G*) { leave([](G*) {}); }); }, 3);
    expect(c.status == 2 && contains(c.err, "mcall function returned"),
           "fatal error: runtime: mcall function returned",
           c.err.empty() ? "status " + show(c.status) : c.err.substr(0, c.err.find('\n')),
           "fn must not return: if it does, call rt_badmcall2, which reports it");
  });
}
