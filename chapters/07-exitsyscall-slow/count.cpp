#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <clock.hpp>
#include <count.hpp>
#include <fastexits.hpp>
#include <run.hpp>
#include <sched.hpp>
#include <spin.hpp>

namespace rt {

// How many files may be open at once: 256, or what `ulimit -n` leaves after what is open already.
static size_t mostopen() {
  constexpr int64_t wanted = 256, reserve = 4;  // the directory that is being read, and some room
  rlimit limit = {};
  getrlimit(RLIMIT_NOFILE, &limit);
  int first = dup(STDIN_FILENO);  // the lowest number that is free
  if (first >= 0) close(first);
  int64_t left = static_cast<int64_t>(std::min<rlim_t>(limit.rlim_cur, 1 << 20)) -
                 std::max(first, 3) - reserve;
  return static_cast<size_t>(std::clamp<int64_t>(left, 1, wanted));
}

int count(int procs, int paths, char** path) {
  Count c(mostopen());
  GOMAXPROCS(procs);
  run([&] {
    c.start = nanotime();
    for (int i = 0; i < paths; i++) walk(&c, path[i]);
    c.all.Wait();
    sched.lock.lock();
    int threads = sched.mcount + 1;  // and sysmon
    sched.lock.unlock();
    if (c.shown.load(memory_order_relaxed)) dprintf(STDERR_FILENO, "\r\033[K");
    printf("count: files=%lu lines=%lu bytes=%lu\n", c.files.load(memory_order_relaxed),
           c.lines.load(memory_order_relaxed), c.bytes.load(memory_order_relaxed));
    printf(
        "       %.0f ms on %d Ps and %d threads; back from the kernel: %lu fast, %lu slow; %lu "
        "retakes, %lu handoffs\n",
        static_cast<double>(nanotime() - c.start) / 1e6, procs, threads, fastexits(),
        sched.slowexits.load(memory_order_relaxed), sched.retakes.load(memory_order_relaxed),
        sched.handoffs.load(memory_order_relaxed));
  });
  uint64_t failed = c.failed.load(memory_order_relaxed);
  if (failed) fprintf(stderr, "count: %lu could not be read\n", failed);
  return failed ? 1 : 0;
}

}  // namespace rt
