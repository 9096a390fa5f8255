// Exercise 8.4, for real: many goroutines whose calls end at the same moment, on few Ps.
#include <exercise.hpp>

#include <atomic>
#include <syscall.hpp>
#include <waitgroup.hpp>

#include "goroutines.hpp"

using namespace rt;
using namespace exercise;

TEST_CASE("a crowd") {
  for (int procs : {1, 2, 4}) {
    judge("40 goroutines call nanosleep and getppid, ten times each; " + show(procs) +
              (procs == 1 ? " P" : " Ps"),
          [=] {
            std::atomic<int> calls = 0;
            run_on(procs, [&] {
              WaitGroup all;
              all.Add(40);
              for (int i = 0; i < 40; i++) {
                go([&] {
                  timespec moment = {0, 200'000};
                  for (int n = 0; n < 10; n++) {
                    Syscall(SYS_nanosleep, word(&moment), 0, 0);
                    Syscall(SYS_getppid, 0, 0, 0);
                    calls++;
                  }
                  all.Done();
                });
              }
              all.Wait();
            });
            exercise::equal("pairs of calls", 400, calls.load(),
                            "every goroutine comes back from each of its calls");
          });
  }
}
