// Exercise 5.3, for real: threads, and the kernel.
#include <exercise.hpp>

#include <goroutines.hpp>
#include <syscall.hpp>
#include <unistd.h>

using namespace rt;
using namespace exercise;

TEST_CASE("for real") {
  judge("2 Ps: goroutines block in read(2), one after the other, on pipes that the next one writes",
        [] {
          constexpr int n = 8;
          int fds[n][2], got = 0;
          for (auto& fd : fds) {
            if (pipe(fd)) abort();
          }
          Atomic<int, "got"> all = 0;
          run_on(2, [&] {
            for (int i = 0; i < n; i++) {
              go([&, i] {
                char byte = 'x';
                if (i > 0) Syscall(SYS_read, static_cast<uintptr_t>(fds[i - 1][0]), word(&byte), 1);
                Syscall(SYS_write, static_cast<uintptr_t>(fds[i][1]), word(&byte), 1);
                all.fetch_add(1, memory_order_relaxed);
              });
            }
          });
          got = all.load(memory_order_relaxed);
          equal("goroutines that finished", n, got, "the P of a blocked goroutine runs the others");
        });
}
