// One P, two goroutines. One makes a system call of 100 ms. The other is polite: until the first one
// is back it does nothing but let others run.
#include <sys/resource.h>

#include <atomic>
#include <clock.hpp>
#include <cstdio>
#include <own.hpp>
#include <run.hpp>

using namespace rt;

int main() {
  ownprocs(1);
  run([] {
    static std::atomic<bool> back = false;
    static int64_t start = nanotime();
    go([] {
      timespec tenth = {0, 100'000'000};
      Syscall(SYS_nanosleep, word(&tenth), 0, 0);
      back = true;
    });
    long turns = 0;
    for (; !back && nanotime() - start < 2'000'000'000; turns++) gosched();
    rusage usage = {};
    getrusage(RUSAGE_SELF, &usage);  // ru_nvcsw: how often a thread of ours went to sleep
    printf(
        "chapter %d: nanosleep(100 ms) %s after %.0f ms; %ld turns for the other; %ld times a "
        "thread slept\n",
        CHAPTER, back ? "was back" : "is NOT back", static_cast<double>(nanotime() - start) / 1e6,
        turns, usage.ru_nvcsw);
  });
}
