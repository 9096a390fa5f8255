#include <cstdio>
#include <cstdlib>
#include <runq.hpp>
#include <sysmon.hpp>
#include <unistd.h>

namespace rt {

static int64_t period() {
  static int64_t ns = [] {
    const char* ms = getenv("SCHEDTRACE");
    return ms ? atoll(ms) * 1'000'000 : 0;
  }();
  return ns;
}

bool schedtracing() { return period() > 0; }

// In Go's form, so that what you know about GODEBUG=schedtrace=1000 helps here too. Only
// needspinning is missing: our scheduler has no such flag.
// Go 1.21: runtime/proc.go, schedtrace
void schedtrace(int64_t now) {
  static int64_t start = now, last = 0;
  if (now - last < period()) return;
  last = now;
  sched.lock.lock();
  char line[512];
  size_t n = 0;
  auto add = [&](const char* format, auto... values) {
    if (n < sizeof line)
      n += static_cast<size_t>(snprintf(line + n, sizeof line - n, format, values...));
  };
  add("SCHED %ldms: gomaxprocs=%d idleprocs=%d threads=%d spinningthreads=%d idlethreads=%d "
      "runqueue=%d [",
      (now - start) / 1'000'000, gomaxprocs, sched.npidle.load(memory_order_relaxed),
      sched.mcount + 1, sched.nmspinning.load(memory_order_relaxed), sched.nmidle,
      sched.runqsize.load(memory_order_relaxed));
  for (int i = 0; i < gomaxprocs; i++) {
    uint32_t head = allp[i]->runqhead.load(memory_order_relaxed);
    add(i ? " %u" : "%u", allp[i]->runqtail.load(memory_order_relaxed) - head);
  }
  sched.lock.unlock();
  dprintf(STDERR_FILENO, "%s]\n", line);
}

}  // namespace rt
