// Chapter 8: Go 1.26 and later. The P stays where it is, and the goroutine's state decides.
#include <algorithm>
#include <count.hpp>
#include <cstdio>
#include <entersyscall.hpp>
#include <experiment.hpp>
#include <report.hpp>
#include <run.hpp>
#include <spin.hpp>
#include <trace.hpp>
#include <vector>

using namespace rt;

// Nanoseconds for one f: the median of many short turns, so that a slow moment of the machine does
// not count.
template <class F>
static double cost(F f) {
  constexpr int kTurns = 101, kCalls = 1000;
  std::vector<double> turns;
  for (int turn = 0; turn < kTurns; turn++) {
    int64_t start = nanotime();
    for (int i = 0; i < kCalls; i++) f();
    turns.push_back(static_cast<double>(nanotime() - start) / kCalls);
  }
  std::nth_element(turns.begin(), turns.begin() + kTurns / 2, turns.end());
  return turns[kTurns / 2];
}

static void parts() {
  Untraced quiet;
  GOMAXPROCS(1);
  run([] {
    double stub = cost([] { RawSyscall(SYS_getppid, 0, 0, 0); });
    double around = cost([] { entersyscall(), exitsyscall(); });
    double whole = cost([] { Syscall(SYS_getppid, 0, 0, 0); });
    printf("  getppid, by the stub alone           %7.1f ns\n", stub);
    printf("  entersyscall and exitsyscall alone   %7.1f ns\n", around);
    printf("  all three: Syscall                   %7.1f ns   %.1f ns more than the stub\n", whole,
           whole - stub);
  });
}

int main(int argc, char** argv) {
  if (int status = countmain(argc, argv); status >= 0) return status;
  Options options = parse(argc, argv);
  heading("What one short system call costs");
  parts();
  GOMAXPROCS(options.procs);
  experiment(
      options,
      "It looks as it did before. But no P has been in Psyscall: each stayed with its thread, "
      "and whoever wanted one held that thread's goroutine for a moment.");
}
