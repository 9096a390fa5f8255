// Chapter 5: before a goroutine enters the kernel, it lets go of its P.
#include <clock.hpp>
#include <cstdio>
#include <cstdlib>
#include <experiment.hpp>
#include <report.hpp>
#include <run.hpp>
#include <proc.hpp>
#include <spin.hpp>
#include <syscall.hpp>
#include <waitgroup.hpp>
#include <yield.hpp>

using namespace rt;

static void sleep_ms(int ms) {
  timespec time = {0, ms * 1'000'000};
  Syscall(SYS_nanosleep, word(&time), 0, 0);
}

// A slice of 1 ms, and then the other goroutine's turn.
static void compute() {
  for (int64_t until = nanotime() + 1'000'000; nanotime() < until;) procyield(10);
  gosched();
}

// SYSMON=go or SYSMON=ours: a P stands still in the kernel until sysmon takes it. For how long, if
// sysmon has found nothing to take for a while?
static void standstill() {
  GOMAXPROCS(1);
  for (int i = 0; i < 10; i++) {
    run([&] {
      int64_t entered = 0, stood = 0;
      WaitGroup all;
      all.Add(2);
      go([&] {
        for (int slice = 0; slice < 15; slice++) compute();
        entered = nanotime();
        sleep_ms(30);
        all.Done();
      });
      go([&] {
        while (!entered) compute();
        stood = nanotime() - entered;
        all.Done();
      });
      sleep_ms(1);  // the first P to take
      all.Wait();
      printf(i ? " %.1f" : "The P stood still for %.1f", stood / 1e6);
    });
  }
  printf(" ms.\n");
}

int main(int argc, char** argv) {
  Options options = parse(argc, argv);
  if (const char* rest = getenv("SYSMON"); rest && *rest) return standstill(), 0;
  moral(
      "The same experiment as in chapter 4, but the system calls go through Syscall: "
      "entersyscall, the trap, exitsyscall. A thread of its own, sysmon, looks for Ps that are "
      "stuck in the kernel.");
  experiment(
      options,
      "The freeze is gone: sysmon found the blocked Ps and handed them to other threads. It may "
      "sleep for 10 ms and wants to see a call twice, so a stall of about 20 ms is within Go's "
      "own rules. Now look at syscall_ns below: getppid never blocks, and yet it costs a "
      "hundred times as much as in chapter 4, or more. Our exitsyscall is naive; chapter 6 mends "
      "that.\n"
      "Next: make chapter-6");
}
