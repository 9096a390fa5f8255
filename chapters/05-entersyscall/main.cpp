// Chapter 5: before a goroutine enters the kernel, it lets go of its P.
#include <cstdio>
#include <experiment.hpp>
#include <report.hpp>

using namespace rt;

int main(int argc, char** argv) {
  Options options = parse(argc, argv);
  moral(
      "The same experiment as in chapter 4, but the system calls go through Syscall: "
      "entersyscall, the trap, exitsyscall. A thread of its own, sysmon, looks for Ps that are "
      "stuck in the kernel.");
  experiment(
      options,
      "The freeze is gone: sysmon found the blocked Ps and handed them to other threads. It may "
      "sleep for 10 ms and wants to see a call twice, so a stall of about 20 ms is within Go's "
      "own rules. Now look at syscall_ns below. Our exitsyscall is naive: it does not look for "
      "the P it came with, but waits until one is idle, so even getppid waits for sysmon.\n"
      "Next: make chapter-6");
}
