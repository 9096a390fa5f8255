// Chapter 9: a system call without any locked instruction. Whoever takes a P pays for both.
#include <atomic>
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

// What whoever takes a P pays: while no other thread of ours runs, and while one does, which is
// interrupted each time.
static void price() {
  heading("What it costs to take a P");
  double alone = cost([] { heavyfence(); }, 10);
  std::atomic<bool> stop = false, runs = false;
  std::thread other([&] {
    runs = true;
    while (!stop.load(std::memory_order_relaxed)) {
    }
  });
  while (!runs) std::this_thread::yield();
  double both = cost([] { heavyfence(); }, 10);
  stop = true;
  other.join();
  printf("  the fence for both sides, while no other thread runs   %6.2f µs\n", alone / 1000);
  printf("  … and while one does                                   %6.2f µs\n", both / 1000);
  if (!asymmetric)
    printf("  (There is no membarrier here: each way back has a fence of its own.)\n");
}

int main(int argc, char** argv) {
  if (partsmain(argc, argv)) return 0;
  if (int status = countmain(argc, argv); status >= 0) return status;
  Options options = parse(argc, argv);
  parts();
  price();
  GOMAXPROCS(options.procs);
  experiment(options,
             asymmetric
                 ? "The freeze is gone, as before. But the goroutines that block have not locked "
                   "anything on their way: sysmon has paid for the fence."
                 : "The freeze is gone, as before. Without membarrier each call paid for a fence.");
}
