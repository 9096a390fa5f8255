// Chapter 8: Go 1.26 and later. The P stays where it is, and the goroutine's state decides.
#include <before.hpp>
#include <count.hpp>
#include <experiment.hpp>
#include <parts.hpp>
#include <spin.hpp>

using namespace rt;

int main(int argc, char** argv) {
  if (partsmain(argc, argv)) return 0;
  if (int status = countmain(argc, argv); status >= 0) return status;
  Options options = parse(argc, argv);
  before();
  parts();
  GOMAXPROCS(options.procs);
  experiment(
      options,
      "It looks as it did before. But no P has been in Psyscall: each stayed with its thread, "
      "and whoever wanted one held that thread's goroutine for a moment.");
}
