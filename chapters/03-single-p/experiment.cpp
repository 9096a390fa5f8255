#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <experiment.hpp>
#include <fatal.hpp>
#include <own.hpp>
#include <report.hpp>
#include <run.hpp>
#include <trace.hpp>
#include <vector>
#include <waitgroup.hpp>

namespace rt {

namespace {

struct Reader {
  int pipe[2];
  int64_t from = 0, to = 0;  // in the kernel
};
struct Ticker {
  std::vector<int64_t> ticks;
};

struct Experiment {
  Options options;
  std::vector<Reader> readers;
  Ticker tickers[2];
  int64_t start = 0, stop = 0;
  int procs;  // how many Ps there really are
  Atomic<int, "experiment.reading"> reading;
  Atomic<int, "experiment.arrived"> arrived = 0;
  WaitGroup warm, gate;
  pthread_t outside;
  int threads = 0;

  explicit Experiment(const Options& o)
      : options(o), readers(o.procs), procs(ownprocs(o.procs)), reading(o.procs) {}
};

// The outside world: a plain thread that the runtime knows nothing about.
void* writer(void* argument) {
  auto e = static_cast<Experiment*>(argument);
  usleep(e->options.block_ms * 1000);
  for (Reader& r : e->readers) {
    if (write(r.pipe[1], "x", 1) != 1) fatal("experiment: cannot write to a pipe");
  }
  return nullptr;
}

void tick(Experiment* e, Ticker* t) {
  constexpr int kWarm = 20;
  timespec millisecond = {0, 1'000'000};
  bool last;
  do {
    last =
        e->reading.load(memory_order_acquire) == 0;  // one more tick, to see how long the wait was
    OwnSyscall(SYS_nanosleep, word(&millisecond), 0, 0);
    t->ticks.push_back(nanotime());
    gosched();
    if (t->ticks.size() == kWarm) {
      e->warm.Done();
      e->gate.Wait();
    }
  } while (!last);
}

// The first readers wait until there is one on every P, and the last of them lets the tickers go
// on. So in every run each P has a goroutine that is about to block. (Further readers find no P.)
void takeyourplaces(Experiment* e) {
  int place = e->arrived.fetch_add(1, memory_order_acq_rel) + 1;
  if (place == e->procs) {
    if (pthread_create(&e->outside, nullptr, writer, e)) fatal("experiment: cannot start a thread");
    e->gate.Done();
  }
  while (e->arrived.load(memory_order_acquire) < e->procs) RawSyscall(SYS_sched_yield, 0, 0, 0);
}

void readpipe(Experiment* e, Reader* r) {
  takeyourplaces(e);
  char byte = 0;
  r->from = nanotime();
  if (OwnSyscall(SYS_read, r->pipe[0], word(&byte), 1).r1 != 1)
    fatal("experiment: cannot read from a pipe");
  r->to = nanotime();
  e->reading.fetch_sub(1, memory_order_acq_rel);
}

int threads_now() {
  char text[2048] = {};
  int file = open("/proc/self/status", O_RDONLY);
  bool got = read(file, text, sizeof text - 1) > 0;
  close(file);
  const char* line = got ? strstr(text, "Threads:") : nullptr;
  return line ? atoi(line + strlen("Threads:")) : 0;
}

void everybody(Experiment* e) {
  trace_roles = "main, ticker 1, ticker 2, reader …";
  e->start = nanotime();
  WaitGroup all;
  all.Add(2 + e->options.procs);
  e->warm.Add(2);
  e->gate.Add(1);
  for (Ticker& t : e->tickers) go([&] { tick(e, &t), all.Done(); });
  e->warm.Wait();
  for (Reader& r : e->readers) go([&] { readpipe(e, &r), all.Done(); });
  all.Wait();
  e->stop = nanotime();
  pthread_join(e->outside, nullptr);
  e->threads = threads_now();
}

double stall_ms(const Experiment& e) {
  int64_t longest = 0;
  for (const Ticker& t : e.tickers) {
    int64_t before = e.start;
    for (int64_t now : t.ticks) longest = std::max(longest, now - std::exchange(before, now));
  }
  return longest / 1e6;
}

// One line of characters for each goroutine; time runs from left to right.
void picture(const Experiment& e) {
  constexpr int kWidth = 64;
  auto column = [&](int64_t t) { return int((t - e.start) * kWidth / (e.stop - e.start + 1)); };
  int n = 0;
  for (const Ticker& t : e.tickers) {
    char line[kWidth + 1] = {};
    memset(line, ' ', kWidth);
    for (int64_t now : t.ticks) line[column(now)] = '|';
    printf("  ticker %d   %s  %zu ticks\n", ++n, line, t.ticks.size());
  }
  n = 0;
  for (const Reader& r : e.readers) {
    if (++n > 4) continue;
    char line[kWidth + 1] = {};
    memset(line, ' ', kWidth);
    memset(line + column(r.from), '=', column(r.to) - column(r.from) + 1);
    printf("  reader %d   %s  %.0f ms in read(2)\n", n, line, (r.to - r.from) / 1e6);
  }
  if (n > 4) printf("  … and %d more readers\n", n - 4);
  printf("             0 ms %*.0f ms\n", kWidth - 5, (e.stop - e.start) / 1e6);
}

double syscall_ns() {
  constexpr int kMost = 200'000;
  constexpr int64_t kEnough = 100'000'000;
  int calls = 0;
  int64_t start = 0, stop = 0;
  Untraced quiet;
  ownprocs(1);
  run([&] {
    start = stop = nanotime();
    for (; calls < kMost && stop - start < kEnough; calls++) {
      OwnSyscall(SYS_getppid, 0, 0, 0);
      if (calls % 64 == 63) stop = nanotime();
    }
    stop = nanotime();
  });
  return static_cast<double>(stop - start) / calls;
}

}  // namespace

void experiment(const Options& options, const char* conclusion) {
  heading("The experiment: two tickers beside goroutines that block in read(2)");
  Experiment e(options);
  for (Reader& r : e.readers) {
    if (pipe(r.pipe))
      fatal("experiment: cannot make a pipe for each of %d readers (see ulimit -n)", options.procs);
  }
  run([&] { everybody(&e); });
  picture(e);
  for (Reader& r : e.readers) close(r.pipe[0]), close(r.pipe[1]);
  double ns = syscall_ns();
  moral(conclusion);
  printf("\nexperiment: chapter=%d procs=%d stall_ms=%.2f threads=%d syscall_ns=%.0f\n", CHAPTER,
         options.procs, stall_ms(e), e.threads, ns);
}

}  // namespace rt
