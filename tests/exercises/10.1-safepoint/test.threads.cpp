// Exercise 10.1, with real threads and real signals: one before each instruction.
#include <chan.hpp>
#include <exercise.hpp>
#include <fiber.hpp>
#include <stepped.hpp>
#include <syscall.hpp>

#include "asked.hpp"

using namespace rt;
using namespace exercise;

static void often(long n, long least, const char* what) {
  expect(n >= least, "it is preempted at " + show(least) + " instructions or more of " + what,
         "it is, at " + show(n), kNoReason);
}

static void* volatile kept;  // or the compiler leaves malloc out

TEST_CASE("each instruction") {
  if (sanitized) return;
  judge("a signal before each instruction of a switch", [] {
    crash_breaks("the goroutine goes on", kStack);
    often(ateach(1, [] { trapped(true), gosched(), gosched(), trapped(false); }), 20, "a switch");
  });
  judge("a signal before each instruction of a system call", [] {
    crash_breaks("the goroutine goes on", kRunning);
    timespec little = {0, 2'000'000};
    often(ateach(1,
                 [&] {
                   trapped(true);
                   Syscall(SYS_getppid, 0, 0, 0);
                   Syscall(SYS_nanosleep, word(&little), 0, 0);
                   SyscallBlock(SYS_nanosleep, word(&little), 0, 0);
                   trapped(false);
                 }),
          10, "a system call");
  });
  judge("a signal before each instruction of go, goready and a channel", [] {
    crash_breaks("the goroutine goes on", kLocks);
    often(ateach(2,
                 [] {
                   Chan<int> c(1);
                   trapped(true);
                   go([&] { c.send(1); });
                   int one = *c.recv();
                   trapped(false);
                   if (one != 1) abort();
                 }),
          20, "all that");
  });
  judge("a signal before each instruction of malloc and free", [] {
    crash_breaks("the goroutine goes on", kNoReason);
    often(ateach(1,
                 [] {
                   trapped(true);
                   for (size_t size : {10, 200'000}) free(kept = malloc(size));
                   trapped(false);
                 }),
          30, "malloc and free");
  });
}
