// Chapter 6: after the system call, the goroutine takes its old P back.
#include <cstdio>
#include <experiment.hpp>
#include <report.hpp>

using namespace rt;

int main(int argc, char** argv) {
  Options options = parse(argc, argv);
  experiment(
      options,
      "Compare syscall_ns with chapter 5's. The P still lay where the goroutine had left it, in "
      "Psyscall, and one compare-and-swap took it back: sysmon had not even looked. The price of "
      "letting go is gone. But what if there are more goroutines in the kernel than Ps, and all "
      "come back at once? A goroutine that finds no P still keeps a thread busy waiting.\n"
      "Next: make chapter-7");
}
