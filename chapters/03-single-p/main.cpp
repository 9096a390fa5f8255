// Chapter 3: a scheduler. Goroutines, channels, and what one blocking system call does to all of
// them.
#include <chan.hpp>
#include <cstdio>
#include <experiment.hpp>
#include <report.hpp>
#include <run.hpp>
#include <trace.hpp>

using namespace rt;

// Numbers flow through three goroutines: count → square → print.
static void pipeline() {
  heading("A pipeline: three goroutines and two channels on one thread");
  run([] {
    Chan<int> numbers, squares(2);
    go([&] {
      for (int i = 1; i <= 8; i++) numbers.send(i);
      numbers.close();
    });
    go([&] {
      for (int n : numbers) squares.send(n * n);
      squares.close();
    });
    printf(" ");
    for (int s : squares) printf(" %d", s);
    printf("\n");
  });
}

int main(int argc, char** argv) {
  Options options = parse(argc, argv);
  pipeline();
  heading("What a turn costs");
  double ns = 0;
  {
    Untraced quiet;
    run([&] { ns = nanoseconds_each(1'000'000, [] { gosched(); }); });
  }
  printf("  gosched, with nobody else to run   %5.1f ns\n", ns);
  moral(
      "Goroutines that wait for each other cost nanoseconds: a waiting goroutine is an entry in a "
      "queue. Now some of them wait for the kernel instead, in a RawSyscall, and all share one "
      "thread.");
  experiment(
      options,
      "While one goroutine sat in read(2), nothing else ran: the only thread was in the kernel "
      "with it, and the second reader could not even begin until the first was back. That is the "
      "freeze this book is about. More threads should help, shouldn't they?\nNext: make chapter-4");
}
