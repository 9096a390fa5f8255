// Exercise 10.4, with real threads and real signals. (Sanitizers hold signals back.)
#include <atomic>
#include <waitgroup.hpp>

#include "computing.hpp"
#include "goroutines.hpp"

using namespace rt;
using namespace exercise;

TEST_CASE("endless loops") {
  if (sanitized) return;
  for (int procs : {1, 2}) {
    judge("goroutines in endless loops on " + show(procs) + " Ps, and one that gives up its P 10x",
          [=] {
            run_on(procs, [=] {
              sched.slice.store(1 * ms, relaxed), sched.shortslice.store(200 * us, relaxed);
              std::atomic<bool> enough = false;
              WaitGroup all;
              all.Add(procs);
              for (int i = 0; i < procs; i++)
                go([&] {
                  while (!enough.load(std::memory_order_relaxed)) {
                  }
                  all.Done();
                });
              for (int i = 0; i < 10; i++) gosched();
              enough = true;
              all.Wait();
            });
          });
  }
}
