// Chapter 7: a goroutine that finds no P queues, and its thread sleeps. The runtime is complete.
#include <cstdio>
#include <cstring>
#include <count.hpp>
#include <experiment.hpp>
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
    threads = sched.mcount + 1;
    for (int i = 0; i < gomaxprocs; i++) fast += allp[i]->fastexits.load(memory_order_relaxed);
  });
  printf(
      "  %5d goroutines, 10 times nanosleep(1 ms) each: %4.0f ms, %3d threads, %lu exits fast, %lu "
      "slow\n",
      goroutines, static_cast<double>(nanotime() - start) / 1e6, threads, fast,
      sched.slowexits.load(memory_order_relaxed) - before);
}

int main(int argc, char** argv) {
  // count takes the options as well, before or behind the word.
  int word = 1;
  while (word < argc && argv[word][0] == '-') word += 2;
  if (word < argc && !strcmp(argv[word], "count")) {
    Options options = parse(word, argv);
    int first = word + 1;
    if (first + 1 < argc && !strcmp(argv[first], "--procs")) {
      options.procs = number("--procs", argv[first + 1], 1, kMaxProcs);
      first += 2;
    }
    if (first >= argc) {
      fprintf(stderr,
              "count needs a path.\nusage: make chapter-7 ARGS=\"[--procs N] count PATH…\"\n");
      return 2;
    }
    return count(options.procs, argc - first, argv + first);
  }
  Options options = parse(argc, argv);
  heading("More goroutines in the kernel than Ps");
  crowd(2, options.procs);
  crowd(100, options.procs);
  moral(
      "Whoever came back and found neither its old P nor an idle one has queued up, and its thread "
      "has gone to\n"
      "sleep: at no time did more threads run than there are Ps.");
  experiment(options,
             "That is the whole of it: enter, hand off, come back. Now let it work:\n"
             "  make chapter-7 ARGS=\"count /usr/include\"");
}
