// Chapter 2: stacks, guards, and switching between them.
#include <doctest/doctest.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unwind.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <exception>
#include <fatal.hpp>
#include <fstream>
#include <memory>
#include <overflow.hpp>
#include <signals.hpp>
#include <stdexcept>
#include <switch.hpp>

#include "support/child.hpp"

using namespace rt;

// A thread's g0 and one goroutine, without a scheduler: the goroutine runs until it leaves.
struct Bare {
  std::unique_ptr<M> m{new M{}};
  std::unique_ptr<G> g0{new G{}}, g{new G{}};

  explicit Bare(void (*fn)(G*), uint64_t goid = 1) {
    g->goid = goid;
    g->stack = stackalloc();
    fiber_create(g->fiber, g->stack.lo, g->stack.hi);
    gostartcall(g.get(), fn);
  }
  ~Bare() {
    if (g->stack.lo) fiber_destroy(g->fiber), stackfree(g->stack);
  }
  // Goes on until the goroutine calls leave(), on whichever thread this is.
  void resume() {
    g->m = m.get();
    static G* next;
    next = g.get();
    mstart(m.get(), g0.get(), [] { gogo(next); });
  }
};

static void leave() {
  mcall([](G* gp) { gogo(gp->m->g0); });
}

// What a goroutine found out, for the test to look at once it has left.
static uintptr_t found;

TEST_CASE("rsp + 8 is a multiple of 16 where a goroutine begins") {
  static auto look = [](G*) {
    found = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
    leave();
  };
  Bare b(look);
  CHECK((b.g->sched.sp + 8) % 16 == 0);
  b.resume();
  CHECK(found % 16 == 0);  // rbp, pushed where rsp + 8 was a multiple of 16
  CHECK(found > b.g->stack.lo);
  CHECK(found < b.g->stack.hi);
}

// Leaves with a pattern in every register that C++ expects to survive, and reports which came back
// changed.
extern "C" [[gnu::naked, gnu::noinline]] int changed_by_switch(void (*)(G*)) {
  asm("push %rbx; push %rbp; push %r12; push %r13; push %r14; push %r15; push $0\n"
      "mov $0xb1, %ebx; mov $0xb2, %ebp; mov $0xc1, %r12d; mov $0xc2, %r13d; mov $0xc3, %r14d; mov "
      "$0xc4, %r15d\n"
      "mov %rsp, (%rsp)\n"
      "call rt_mcall\n"
      "xor %eax, %eax\n"
      "cmp $0xb1, %rbx; je 1f; or $1, %eax; 1: cmp $0xb2, %rbp; je 1f; or $2, %eax; 1:\n"
      "cmp $0xc1, %r12; je 1f; or $4, %eax; 1: cmp $0xc2, %r13; je 1f; or $8, %eax; 1:\n"
      "cmp $0xc3, %r14; je 1f; or $16, %eax; 1: cmp $0xc4, %r15; je 1f; or $32, %eax; 1:\n"
      "cmp %rsp, (%rsp); je 1f; or $64, %eax; 1:\n"
      "pop %rcx; pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx; ret");
}

TEST_CASE("the registers that C++ expects to survive a call survive a switch" *
          doctest::skip(sanitized)) {
  found = 99;
  Bare b([](G*) {
    found = static_cast<uintptr_t>(changed_by_switch([](G* gp) { gogo(gp->m->g0); }));
    leave();
  });
  b.resume();
  // Meanwhile the thread uses all of them for something else.
  asm volatile("" ::: "rbx", "r12", "r13", "r14", "r15");
  asm volatile("mov $7, %%rbx; mov $7, %%r12; mov $7, %%r13; mov $7, %%r14; mov $7, %%r15" ::
                   : "rbx", "r12", "r13", "r14", "r15");
  b.resume();
  CHECK(found == 0);
}

TEST_CASE("the caller of mstart gets its registers back, too") {
  Bare b([](G*) {
    asm volatile("mov $7, %%rbx; mov $7, %%r12; mov $7, %%r13; mov $7, %%r14; mov $7, %%r15" ::
                     : "rbx", "r12", "r13", "r14", "r15");
    leave();
  });
  volatile long a = 1, c = 2, d = 3;
  long x = a * 10, y = c * 10, z = d * 10;
  b.resume();
  CHECK(x + y + z == 60);
}

TEST_CASE("MXCSR belongs to the thread: a switch neither saves nor restores it") {
  Bare b([](G*) {
    uint32_t mxcsr;
    asm volatile("stmxcsr %0" : "=m"(mxcsr));
    found = mxcsr;
    leave();
  });
  uint32_t before, toward_zero;
  asm volatile("stmxcsr %0" : "=m"(before));
  toward_zero = before | 0x6000;
  asm volatile("ldmxcsr %0" ::"m"(toward_zero));
  b.resume();
  asm volatile("ldmxcsr %0" ::"m"(before));
  CHECK((found & 0x6000) == 0x6000);
}

TEST_CASE("a goroutine keeps its locals while others run") {
  static auto add = [](G* gp) {
    uint64_t sum = gp->goid;
    for (int i = 0; i < 3; i++) leave(), sum += gp->goid;
    found = sum;
    leave();
  };
  Bare a(add, 5), b(add, 7);
  for (int i = 0; i < 3; i++) a.resume(), b.resume();
  a.resume();
  CHECK(found == 20);
  b.resume();
  CHECK(found == 28);
}

TEST_CASE("exceptions work on a goroutine's stack, between switches") {
  Bare b([](G*) {
    for (uintptr_t i = 0; i < 3; i++) {
      try {
        leave();
        throw std::runtime_error("thrown");
      } catch (const std::exception&) {
        found = i;
      }
    }
    leave();
  });
  for (int i = 0; i < 4; i++) b.resume();
  CHECK(found == 2);
}

TEST_CASE("what a goroutine is catching stays its own, while another catches on the same thread") {
  static std::string caught[2];
  static auto catches = [](int i, const char* what) {
    try {
      throw std::runtime_error(what);
    } catch (...) {
      leave();  // asleep in a catch block
      try {
        throw;
      } catch (const std::exception& e) {
        caught[i] = e.what();
      }
    }
    leave();
  };
  Bare a([](G*) { catches(0, "a's"); }), b([](G*) { catches(1, "b's"); });
  try {
    throw std::runtime_error("the thread's");
  } catch (...) {
    for (Bare* x : {&a, &b, &a, &b}) x->resume();
    CHECK(std::current_exception());
    CHECK_THROWS_WITH(throw, "the thread's");
  }
  CHECK(!std::current_exception());
  CHECK(caught[0] == "a's");
  CHECK(caught[1] == "b's");
}

TEST_CASE("the current G is the right one after a migration to another thread, at -O2") {
  static G *before, *after;
  static long first,
      second;  // not pthread_self(): glibc declares it const, so that it is cached as well
  Bare b([](G*) {
    before = getg();
    first = syscall(SYS_gettid);
    leave();
    after = getg();  // a cached address of a thread_local would still be the first thread's
    second = syscall(SYS_gettid);
    leave();
  });
  b.resume();
  pthread_t thread;
  pthread_create(
      &thread, nullptr,
      [](void* p) -> void* {
        G own = {};
        setg(&own);  // what must not be found
        static_cast<Bare*>(p)->resume();
        CHECK(getg() == &own);
        return nullptr;
      },
      &b);
  pthread_join(thread, nullptr);
  CHECK(before == b.g.get());
  CHECK(after == b.g.get());
  CHECK(first != second);
  CHECK(getg() == nullptr);
}

TEST_CASE("a walk up the stack ends at goexit") {
  static int frames;
  static uintptr_t last;
  Bare b([](G*) {
    _Unwind_Backtrace(
        [](_Unwind_Context* context, void*) {
          frames++;
          if (uintptr_t ip = _Unwind_GetIP(context)) last = ip;
          return frames > 50 ? _URC_END_OF_STACK : _URC_NO_REASON;
        },
        nullptr);
    leave();
  });
  frames = 0;
  b.resume();
  CHECK(frames >= 2);
  CHECK(frames < 50);
  CHECK(last == reinterpret_cast<uintptr_t>(rt_goexit) + 1);
}

TEST_CASE(
    "only chapter 2: later a scheduler goes on from there: a function that returns ends in "
    "goexit0, which comes back here" *
    doctest::skip(CHAPTER != 2)) {
  Bare b([](G*) { found = 5; });
  b.resume();
  CHECK(found == 5);
  CHECK(b.g->stack.lo == 0);
}

TEST_CASE("mcall on g0, and an mcall whose function returns, are fatal") {
  Child c = child([] {
    static M m = {};
    static G g0 = {};
    mstart(&m, &g0, [] { mcall([](G*) {}); });
  });
  CHECK(c.status == 2);
  CHECK(contains(c.err, "fatal error: runtime: mcall called on m->g0 stack"));
  c = child([] { Bare([](G*) { mcall([](G*) {}); }).resume(); });
  CHECK(c.status == 2);
  CHECK(contains(c.err, "fatal error: runtime: mcall function returned"));
}

// --- stacks and their guards ---

// Calls itself until its frames reach down to `limit`.
// (AddressSanitizer would put `frame` elsewhere, to see its use after the return.)
[[gnu::noinline, gnu::no_sanitize_address]] static int deeper(uintptr_t limit) {
  char frame[256];
  memset(frame, 1, sizeof frame);
  asm volatile("" ::"r"(frame) : "memory");
  return (reinterpret_cast<uintptr_t>(frame) > limit ? deeper(limit) : 0) + frame[5];
}

static Child overflow(const char* guard, void (*fn)(G*)) {
  return child([=] {
    chooseguard(guard);
    initsig();
    minit();
    for (int i = 0; i < 100; i++) stackalloc();  // those that were given back have another guard
    Bare b(fn, 7);
    b.resume();
    printf("survived\n");
  });
}

TEST_CASE("a full stack says so, whichever guard it has") {
  for (const char* guard : {"install", "mprotect", "canary"}) {
    CAPTURE(guard);
    Child c = overflow(guard, [](G*) {
      // A canary is looked at when the goroutine leaves, so this one must not go far beyond.
      found = static_cast<uintptr_t>(deeper(guardkind() == Guard::canary ? getg()->stack.lo : 0));
      leave();
    });
    CHECK(c.status == 2);
    CHECK(contains(c.err, "fatal error: goroutine 7: stack overflow"));
  }
}

TEST_CASE("a big frame can't jump over the guard") {
  Child c = overflow("install", [](G*) {
    constexpr size_t kBig = (sanitized ? 260 : 68) * 1024 * 3 / 2;
    volatile char big[kBig];
    asm volatile("" ::"r"(big) : "memory");
    big[0] = 1;
    found = static_cast<uintptr_t>(big[0]);
    leave();
  });
  CHECK(c.status == 2);
  CHECK(contains(c.err, "stack overflow"));
}

TEST_CASE("a wild pointer is not mistaken for a full stack") {
  Child c = overflow("install", [](G*) {
    volatile uintptr_t wild = 8;
    *reinterpret_cast<volatile int*>(wild) = 1;
    leave();
  });
  CHECK(c.status != 0);
  CHECK(!contains(c.err, "stack overflow: goroutine"));
  CHECK(!contains(c.err, "goroutine 7: stack overflow"));
}

// This program again, with STACK=`wish`: the test that is skipped otherwise.
static Child with_stack(const char* wish) {
  return child([=] {
    setenv("STACK", wish, 1);
    execl("/proc/self/exe", "test", "-tc=overflows", "-ns", nullptr);
  });
}

TEST_CASE("overflows" * doctest::skip(true)) {
  initsig();
  minit();
  Bare b([](G*) { found = static_cast<uintptr_t>(deeper(0)); }, 7);
  printf("%lu bytes\n", b.g->stack.hi - b.g->stack.lo);
  fflush(stdout);
  b.resume();
}

TEST_CASE("STACK=256k sets the size of all stacks, and a full one says how large it was") {
  Child c = with_stack("256k");
  CHECK(c.status == 2);
  CHECK(contains(c.out, "262144 bytes\n"));
  CHECK(contains(c.err, "goroutine 7: stack overflow (256 KiB are full; STACK=1024k gives every"));
  CHECK(contains(with_stack("20000").out, "20480 bytes\n"));  // whole pages
  CHECK(contains(with_stack("1M").out, "1048576 bytes\n"));
  if (!sanitized) CHECK(contains(with_stack("").err, "(64 KiB are full; STACK=256k gives"));
  for (const char* bad : {"nonsense", "256q", "-1", " 64k", "8k", "1g", "100m", "64kk",
                          "99999999999999999999", "k"}) {
    CAPTURE(std::string(bad));
    c = with_stack(bad);
    CHECK(c.status == 2);
    CHECK(c.err == std::string("STACK=") + bad +
                       ": a goroutine's stack has a size from 16k to 64m.\n"
                       "usage: STACK=256k make chapter-N\n");
  }
}

static size_t mappings() {
  std::ifstream maps("/proc/self/maps");
  return static_cast<size_t>(std::count(std::istreambuf_iterator<char>(maps), {}, '\n'));
}

TEST_CASE("100,000 stacks, in each way to guard them") {
  for (const char* guard : {"install", "mprotect", "canary"}) {
    CAPTURE(guard);
    Child c = child([=] {
      chooseguard(guard);
      size_t before = mappings();
      for (int i = 0; i < 100'000; i++) {
        Stack s = stackalloc();
        if (i % 1000 == 0) *reinterpret_cast<volatile char*>(s.hi - 1) = 1;
      }
      printf("%zu", mappings() - before);
    });
    CHECK(c.status == 0);
    size_t more = static_cast<size_t>(atol(c.out.c_str()));
    if (!strcmp(guard, "canary")) CHECK(more < 100);
    if (!strcmp(guard, "mprotect")) {
      CHECK(more < 40'000);  // of 65,530 that a process may have
      CHECK(contains(c.err, "from here on, stacks have a canary instead of a guard page"));
      CHECK(c.err.find("canary") == c.err.rfind("canary"));
    }
  }
}

TEST_CASE("a GUARD that we do not know is refused") {
  Child c = child([] { chooseguard("nonsense"); });
  CHECK(c.status == 2);
  CHECK(contains(c.err, "GUARD=nonsense"));
}

TEST_CASE("a stack that was given back is the next one to be used") {
  Stack a = stackalloc(), b = stackalloc();
  CHECK(a.hi != b.hi);
  CHECK(a.hi - a.lo == kStackSize - kGuardSize);
  stackfree(a);
  CHECK(stackalloc().hi == a.hi);
  stackfree(a), stackfree(b);
}

TEST_CASE("only chapter 2: each chapter has its own program: what this one prints" *
          doctest::skip(CHAPTER != 2)) {
  Child c = program({});
  CHECK(c.status == 0);
  CHECK(contains(c.out, "goroutine 1, round 3"));
  CHECK(contains(c.out, "goroutine 2 returns, into goexit"));
  CHECK(program({"nonsense"}).status == 2);
}
