// Exercise 5.2, for real: threads, and the kernel.
#include <exercise.hpp>

#include <goroutines.hpp>
#include <syscall.hpp>
#include <unistd.h>

using namespace rt;
using namespace exercise;

TEST_CASE("for real") {
  judge("1 P: a goroutine blocks in read(2) on a pipe that another one is about to write", [] {
    char got = 0;
    int fds[2];
    if (pipe(fds)) abort();
    run_on(1, [&] {
      go([&] { Syscall(SYS_read, static_cast<uintptr_t>(fds[0]), word(&got), 1); });
      go([&] { Syscall(SYS_write, static_cast<uintptr_t>(fds[1]), word("x"), 1); });
    });
    equal("what was read", 'x', got, "the P of a blocked goroutine runs the others");
  });
}
