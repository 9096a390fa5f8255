// Exercise 5.7, for real: threads, and the kernel.
#include <exercise.hpp>

#include <goroutines.hpp>
#include <syscall.hpp>
#include <unistd.h>

using namespace rt;
using namespace exercise;

TEST_CASE("for real") {
  judge("1 P: two goroutines write to each other through pipes, 20 times", [] {
    constexpr int n = 20;
    Atomic<int, "got"> got = 0;
    int there[2], back[2];
    if (pipe(there) || pipe(back)) abort();
    auto player = [&](int in, int out) {
      for (int i = 0; i < n; i++) {
        char byte = 'x';
        Syscall(SYS_write, static_cast<uintptr_t>(out), word(&byte), 1);
        got.fetch_add(
            static_cast<int>(Syscall(SYS_read, static_cast<uintptr_t>(in), word(&byte), 1).r1),
            memory_order_relaxed);
      }
    };
    run_on(1, [&] {
      go([&] { player(there[0], back[1]); });
      go([&] { player(back[0], there[1]); });
    });
    equal("bytes that were read", 2 * n, got.load(memory_order_relaxed),
          "the P of a blocked goroutine runs the others");
  });
}
