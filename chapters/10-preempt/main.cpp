// Chapter 10: sysmon's other half. A signal is a system call that the goroutine did not ask for.
#include <before.hpp>
#include <count.hpp>
#include <crunch.hpp>
#include <cstdio>
#include <experiment.hpp>
#include <membarrier.hpp>
#include <parts.hpp>
#include <preempt.hpp>
#include <report.hpp>
#include <spin.hpp>

using namespace rt;

int main(int argc, char** argv) {
  if (partsmain(argc, argv)) return 0;
  if (int status = countmain(argc, argv); status >= 0) return status;
  Options options = parse(argc, argv);
  before();
  parts();
  if (!asymmetric)
    printf("  (There is no membarrier here: each way back has a fence of its own.)\n");
  heading("Two tickers beside a goroutine for each P that computes and never yields");
  crunch(options, timeslice());
  moral(
      "A goroutine that computes has no place where it could give way. So the kernel interrupts "
      "it: it sleeps in a signal handler, on its own thread, and its P has gone to another.");
  GOMAXPROCS(options.procs);
  experiment(options,
             "The freeze is gone, in the kernel and out of it: sysmon takes a P back from whoever "
             "sits on it.");
}
