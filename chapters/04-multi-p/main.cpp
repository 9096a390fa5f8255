// Chapter 4: several threads share the goroutines, each with a P. Does that end the freeze?
#include <cstdio>
#include <experiment.hpp>
#include <report.hpp>
#include <run.hpp>
#include <spin.hpp>
#include <trace.hpp>
#include <waitgroup.hpp>

using namespace rt;

static int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

// Milliseconds for 64 goroutines that compute.
static double crunch(int procs) {
  Untraced quiet;
  GOMAXPROCS(procs);
  int64_t start = nanotime();
  run([] {
    for (int i = 0; i < 64; i++) {
      go([] {
        volatile int keep = fib(30);
        (void)keep;
      });
    }
  });
  return static_cast<double>(nanotime() - start) / 1e6;
}

int main(int argc, char** argv) {
  Options options = parse(argc, argv);
  heading("64 goroutines that compute");
  crunch(1);  // warm up
  double one = crunch(1), several = crunch(options.procs);
  printf("  --procs 1    %6.1f ms\n", one);
  printf("  --procs %-4d %6.1f ms   %.2f times as fast\n", options.procs, several, one / several);
  moral(
      "Each P has a run queue of its own, and an M without work steals half of another P's queue. "
      "That is why computing gets faster. Next, as many goroutines as there are Ps block in the "
      "kernel.");
  experiment(
      options,
      "A blocked thread keeps its P, and once every P is taken the freeze is back. With more Ps it "
      "only takes more blocked goroutines. A P has nothing to do in the kernel; it should not be "
      "there.\n"
      "Next: make chapter-5");
}
