// Exercise 10.5, with real threads. (Sanitizers hold signals back: nobody is preempted there.)
#include <atomic>
#include <mutex>
#include <syscall.hpp>
#include <waitgroup.hpp>

#include "goroutines.hpp"
#include "starting.hpp"

using namespace rt;
using namespace exercise;

TEST_CASE("calls that block") {
  for (int procs : {1, 2, 4}) {
    judge("20 goroutines make calls that block, and start others, on " + show(procs) + " Ps", [=] {
      std::atomic<int> ran = 0;
      run_on(procs, [&] {
        for (int i = 0; i < 20; i++)
          go([&] {
            timespec little = {0, 200'000};
            for (int k = 0; k < 5; k++) {
              SyscallBlock(SYS_nanosleep, word(&little), 0, 0);
              go([&] { ran++; });
            }
          });
      });
      exercise::equal("goroutines that ran", 100, ran.load(),
                      "a run ends when all goroutines have finished");
    });
  }
}

TEST_CASE("preempted owners") {
  if (sanitized) return;
  for (int procs : {1, 2}) {
    judge("four goroutines compute with malloc, on " + show(procs) + " Ps, beside one that blocks",
          [=] {
            run_on(procs, [] {
              sched.slice.store(200'000, relaxed), sched.shortslice.store(100'000, relaxed);
              std::atomic<bool> enough = false;
              WaitGroup all;
              all.Add(4);
              for (int i = 0; i < 4; i++)
                go([&] {
                  while (!enough) free(malloc(100'000));
                  all.Done();
                });
              timespec little = {0, 1'000'000};
              for (int i = 0; i < 30; i++) {
                SyscallBlock(SYS_nanosleep, word(&little), 0, 0);
                go([&, p = new int] { delete p; });
              }
              enough = true;
              all.Wait();
            });
          });
  }
}
