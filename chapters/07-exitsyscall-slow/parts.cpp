#include <algorithm>
#include <clock.hpp>
#include <cstdio>
#include <cstring>
#include <entersyscall.hpp>
#include <parts.hpp>
#include <report.hpp>
#include <run.hpp>
#include <spin.hpp>
#include <syscall.hpp>
#include <trace.hpp>
#include <vector>

namespace rt {

// f must be inlined here. A call, and its return right after SYSCALL, costs more than all that we
// measure (chapter 1).
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

void parts() {
  Untraced quiet;
  GOMAXPROCS(1);
  heading("What one short system call costs");
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

bool partsmain(int argc, char** argv) {
  if (argc != 2 || strcmp(argv[1], "parts")) return false;
  parts();
  return true;
}

}  // namespace rt
