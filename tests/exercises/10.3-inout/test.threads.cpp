// Exercise 10.3, with real threads: a signal before each instruction of a call.
#include <exercise.hpp>
#include <fiber.hpp>
#include <stepped.hpp>

#include "rules.hpp"

using namespace rt;
using namespace exercise;

TEST_CASE("each instruction") {
  if (sanitized) return;
  judge("a signal before each instruction of a system call, and of one that loses its P", [] {
    crash_breaks("the goroutine goes on", kNames);
    timespec little = {0, 2'000'000};
    long n = ateach(1, [&] {
      trapped(true);
      Syscall(SYS_getppid, 0, 0, 0);
      Syscall(SYS_nanosleep, word(&little), 0, 0);
      Syscall(SYS_getppid, 0, 0, 0);
      trapped(false);
    });
    expect(n >= 10, "it is preempted at 10 instructions or more outside of the calls",
           "it is, at " + show(n), kBalance);
  });
}
