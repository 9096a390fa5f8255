// Exercise 5.5, for real: threads, and the kernel.
#include <exercise.hpp>

#include <goroutines.hpp>
#include <syscall.hpp>
#include <unistd.h>

using namespace rt;
using namespace exercise;

TEST_CASE("for real") {
  judge("1 P: a goroutine blocks in read(2), 20 times; the other one writes when it gets its turn",
        [] {
          constexpr int n = 20;
          int got = 0;
          int fds[2];
          if (pipe(fds)) abort();
          run_on(1, [&] {
            go([&] {
              char byte = 0;
              for (int i = 0; i < n; i++)
                got += static_cast<int>(
                    SyscallBlock(SYS_read, static_cast<uintptr_t>(fds[0]), word(&byte), 1).r1);
            });
            go([&] {
              for (int i = 0; i < n; i++) {
                RawSyscall(SYS_write, static_cast<uintptr_t>(fds[1]), word("x"), 1);
                gosched();
              }
            });
          });
          equal("bytes that were read", n, got,
                "a goroutine whose P was given away comes back, whatever P it gets");
        });
  judge("2 Ps: calls that do not block at all", [] {
    Atomic<int, "all"> all = 0;
    run_on(2, [&] {
      for (int i = 0; i < 20; i++) {
        go([&] {
          if (SyscallBlock(SYS_getppid, 0, 0, 0).r1) all.fetch_add(1, memory_order_relaxed);
        });
      }
    });
    equal("goroutines that came back", 20, all.load(memory_order_relaxed),
          "the call may be over before the P is handed off: that is no harm, the goroutine gets "
          "another");
  });
}
