#include <pthread.h>

#include <algorithm>
#include <clock.hpp>
#include <crunch.hpp>
#include <cstdio>
#include <cstring>
#include <fatal.hpp>
#include <preempt.hpp>
#include <run.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <syscall.hpp>
#include <vector>
#include <waitgroup.hpp>
#include <yield.hpp>

namespace rt {

namespace {

struct Crunch {
  int ms;
  int64_t start = 0, stop = 0;
  Atomic<bool, "crunch.enough"> enough = false;
  std::vector<int64_t> ticks[2] = {};
};

// No call, no lock, no place where a scheduler could step in.
void compute(Crunch* c) {
  while (!c->enough.load(memory_order_relaxed)) {
  }
}

void tick(Crunch* c, std::vector<int64_t>* ticks) {
  timespec millisecond = {0, 1'000'000};
  while (!c->enough.load(memory_order_relaxed)) {
    Syscall(SYS_nanosleep, word(&millisecond), 0, 0);
    ticks->push_back(nanotime());
    gosched();
  }
}

// The outside world ends it: a plain thread, since no goroutine would get the chance.
void* end(void* crunch) {
  auto c = static_cast<Crunch*>(crunch);
  usleep(static_cast<uint32_t>(c->ms) * 1000);
  c->enough.store(true, memory_order_relaxed);
  return nullptr;
}

void picture(const Crunch& c) {
  constexpr int kWidth = 64;
  for (int i = 0; i < 2; i++) {
    char line[kWidth + 1] = {};
    memset(line, ' ', kWidth);
    int64_t longest = 0, before = c.start;
    for (int64_t now : c.ticks[i]) {
      line[std::min<int64_t>((now - c.start) * kWidth / (c.stop - c.start), kWidth - 1)] = '|';
      longest = std::max(longest, now - before);
      before = now;
    }
    longest = std::max(longest, c.stop - before);
    printf("  ticker %d   %s  %.1f ms without a tick\n", i + 1, line,
           static_cast<double>(longest) / 1e6);
  }
}

}  // namespace

static void once(const Options& options, int64_t slice, const char* title) {
  Crunch c{.ms = options.block_ms};
  uint64_t before = sched.preemptions.load(memory_order_relaxed);
  GOMAXPROCS(options.procs);
  run([&] {
    sched.signals.store(slice, memory_order_relaxed);
    if (slice) sched.slice.store(slice, memory_order_relaxed);
    c.start = nanotime();
    pthread_t outside;
    if (pthread_create(&outside, nullptr, end, &c)) fatal("crunch: cannot start a thread");
    WaitGroup all;
    all.Add(2 + options.procs);
    for (auto& ticks : c.ticks) go([&] { tick(&c, &ticks), all.Done(); });
    for (int i = 0; i < options.procs; i++) go([&] { compute(&c), all.Done(); });
    all.Wait();
    pthread_join(outside, nullptr);
    c.stop = nanotime();
  });
  printf("  %s\n", title);
  picture(c);
  if (slice) printf("  %lu preemptions\n", sched.preemptions.load(memory_order_relaxed) - before);
}

void crunch(const Options& options, int64_t slice) {
  once(options, 0, "Nobody can stop them, as up to chapter 9:");
  if (slice) once(options, slice, "With time slices:");
}

}  // namespace rt
