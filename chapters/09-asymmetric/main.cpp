// Chapter 9: a system call without any locked instruction. Whoever takes a P pays for both.
#include <count.hpp>
#include <experiment.hpp>
#include <parts.hpp>
#include <spin.hpp>

using namespace rt;

int main(int argc, char** argv) {
  if (partsmain(argc, argv)) return 0;
  if (int status = countmain(argc, argv); status >= 0) return status;
  Options options = parse(argc, argv);
  parts();
  GOMAXPROCS(options.procs);
  experiment(
      options,
      "The freeze is gone, as before. But the goroutines that block have not locked anything "
      "on their way: sysmon has paid for the fence.");
}
