// Chapter 7: a goroutine that finds no P queues, and its thread sleeps. The runtime is complete.
#include <cstdio>
#include <count.hpp>
#include <experiment.hpp>
#include <fastexits.hpp>
#include <parts.hpp>
#include <report.hpp>
#include <run.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <syscall.hpp>
#include <trace.hpp>

using namespace rt;

// Many goroutines whose calls return at the same moment, on few Ps.
static void crowd(int goroutines, int procs) {
  Untraced quiet;
  GOMAXPROCS(procs);
  uint64_t before = sched.slowexits.load(memory_order_relaxed), fast = 0;
  int threads = 0;
  int64_t start = nanotime();
  run([&] {
    WaitGroup all;
    all.Add(goroutines);
    for (int i = 0; i < goroutines; i++) {
      go([&] {
        timespec millisecond = {0, 1'000'000};
        for (int n = 0; n < 10; n++) Syscall(SYS_nanosleep, word(&millisecond), 0, 0);
        all.Done();
      });
    }
    all.Wait();
    sched.lock.lock();
    threads = sched.mcount + 1;  // and sysmon
    sched.lock.unlock();
    fast = fastexits();
  });
  printf(
      "  %5d goroutines, 10 times nanosleep(1 ms) each: %4.0f ms, %3d threads, %lu exits fast, %lu "
      "slow\n",
      goroutines, static_cast<double>(nanotime() - start) / 1e6, threads, fast,
      sched.slowexits.load(memory_order_relaxed) - before);
}

int main(int argc, char** argv) {
  if (partsmain(argc, argv)) return 0;
  if (int status = countmain(argc, argv); status >= 0) return status;
  Options options = parse(argc, argv);
  heading("More goroutines in the kernel than Ps");
  crowd(2, options.procs);
  crowd(100, options.procs);
  moral(
      "A goroutine that came back and found neither its old P nor an idle one has queued, and "
      "its thread has gone to sleep: at no time did more threads run than there are Ps.");
  experiment(options,
             "That is all of it: enter, hand off, come back. Now put it to work:\n"
             "make chapter-7 ARGS=\"count /usr/include\"");
}
