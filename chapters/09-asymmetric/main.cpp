// Chapter 9: a system call without any locked instruction. Whoever takes a P pays for both.
#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <before.hpp>
#include <cost.hpp>
#include <count.hpp>
#include <cstdio>
#include <experiment.hpp>
#include <membarrier.hpp>
#include <parts.hpp>
#include <report.hpp>
#include <spin.hpp>
#include <thread>

using namespace rt;

// mprotect has the kernel interrupt the same CPUs, for a reason of its own.
static double protect() {
  static char* page = static_cast<char*>(
      mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  return cost(
      [] {
        *const_cast<volatile char*>(page) = 1;
        mprotect(page, 4096, PROT_READ);
        mprotect(page, 4096, PROT_READ | PROT_WRITE);
      },
      10);
}

// What whoever takes a P pays: while no other thread of ours runs, and while one does, which is
// interrupted each time.
static void price() {
  heading("What it costs to take a P");
  double alone = cost([] { heavyfence(); }, 10), interrupt = protect();
  std::atomic<bool> stop = false, runs = false;
  std::thread other([&] {
    runs = true;
    while (!stop.load(std::memory_order_relaxed)) {
    }
  });
  while (!runs) std::this_thread::yield();
  double both = cost([] { heavyfence(); }, 10);
  interrupt = std::max(0.0, protect() - interrupt);
  stop = true;
  other.join();
  printf("  the fence for both sides, while no other thread runs   %6.2f µs\n", alone / 1000);
  printf("  … and while one does                                   %6.2f µs\n", both / 1000);
  printf("  (the interrupt alone, as mprotect causes it            %6.2f µs)\n", interrupt / 1000);
  if (!asymmetric)
    printf("  (There is no membarrier here: each way back has a fence of its own.)\n");
}

int main(int argc, char** argv) {
  if (partsmain(argc, argv)) return 0;
  if (int status = countmain(argc, argv); status >= 0) return status;
  Options options = parse(argc, argv);
  before();
  parts();
  price();
  GOMAXPROCS(options.procs);
  experiment(options,
             asymmetric
                 ? "The freeze is gone, as before. But no goroutine has locked anything on its way "
                   "into the kernel: whoever took its P has paid for both."
                 : "The freeze is gone, as before. Without membarrier each call paid for a fence.");
}
