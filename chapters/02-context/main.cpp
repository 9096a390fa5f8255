// Chapter 2: two goroutines take turns on one thread, without the kernel noticing.
#include <cstdio>
#include <overflow.hpp>
#include <signals.hpp>
#include <report.hpp>
#include <switch.hpp>

using namespace rt;

static M m0;
static G g0, ping, pong;

static void create(G* gp, uint64_t goid, void (*fn)(G*)) {
  gp->goid = goid;
  gp->m = &m0;
  gp->stack = stackalloc();
  fiber_create(gp->fiber, gp->stack.lo, gp->stack.hi);
  gostartcall(gp, fn);
}

// On g0: this chapter's whole "scheduler". When one goroutine leaves, the other is next.
static void other(G* gp) { gogo(gp == &ping ? &pong : &ping); }

static void say(G* gp) {
  int local = 0;  // lives on this goroutine's own stack
  for (int round = 1; round <= 3; round++) {
    local += round;
    printf("  goroutine %lu, round %d: my local at %p is %d\n", gp->goid, round,
           static_cast<void*>(&local), local);
    mcall(other);
  }
  printf("  goroutine %lu returns, into goexit\n", gp->goid);
}

constexpr int kSwitches = 2'000'000;
static void turn(G*) {
  for (int i = 0; i < kSwitches / 2; i++) mcall(other);
}

static double price_of_a_switch() {
  create(&ping, 3, turn);
  create(&pong, 4, turn);
  int64_t start = nanotime();
  mstart(&m0, &g0, [] { gogo(&ping); });  // comes back when one of them has finished …
  int64_t stop = nanotime();
  mstart(&m0, &g0, [] { gogo(&pong); });  // … and now the other
  return static_cast<double>(stop - start) / kSwitches;
}

static double price_of_the_control_words() {
  uint32_t mxcsr;
  uint16_t x87;
  return nanoseconds_each(1'000'000, [&] {
    asm volatile("stmxcsr %0; fnstcw %1; ldmxcsr %0; fldcw %1" : "=m"(mxcsr), "=m"(x87));
  });
}

int main(int argc, char** argv) {
  if (argc > 1) {
    fprintf(stderr,
            "chapter 2: this program takes no arguments, but got \"%s\".\nusage: make chapter-2\n",
            argv[1]);
    return 2;
  }
  initsig();
  minit();
  heading("Two goroutines, one thread");
  create(&ping, 1, say);
  create(&pong, 2, say);
  mstart(&m0, &g0, [] { gogo(&ping); });
  mstart(&m0, &g0, [] { gogo(&pong); });

  heading("What a switch costs");
  printf("  from one goroutine to the other, through g0     %5.1f ns\n", price_of_a_switch());
  printf(
      "  saving MXCSR and x87 control word would add     %5.1f ns   so we leave them to the "
      "thread\n",
      price_of_the_control_words());
  unminit();
  resetsig();
  moral(
      "To switch, ordinary code saves some registers of one goroutine, loads those of the other, "
      "and jumps. The kernel, which needs microseconds for a switch between threads, never hears "
      "of it. What is missing is somebody to decide which goroutine is next.\nNext: make "
      "chapter-3");
}
