// Exercise 5.1, for real: threads, and the kernel.
#include <exercise.hpp>

#include <goroutines.hpp>
#include <syscall.hpp>
#include <unistd.h>

using namespace rt;
using namespace exercise;

TEST_CASE("for real") {
  judge("1 P: goroutines block in read(2), one after the other, on pipes that the next one writes",
        [] {
          constexpr int n = 8;
          int fds[n][2];
          for (auto& fd : fds) {
            if (pipe(fd)) abort();
          }
          Atomic<int, "all"> all = 0;
          run_on(1, [&] {
            for (int i = 0; i < n; i++) {
              go([&, i] {
                char byte = 'x';
                if (i > 0) Syscall(SYS_read, static_cast<uintptr_t>(fds[i - 1][0]), word(&byte), 1);
                Syscall(SYS_write, static_cast<uintptr_t>(fds[i][1]), word(&byte), 1);
                all.fetch_add(1, memory_order_relaxed);
              });
            }
          });
          equal("goroutines that finished", n, all.load(memory_order_relaxed),
                "the P of a blocked goroutine runs the others");
        });
}
