// Exercise 4.5, for real: goroutines on four Ps.
#include <exercise.hpp>

#include <atomic>
#include <waitgroup.hpp>

#include "goroutines.hpp"

using namespace rt;
using namespace exercise;

TEST_CASE("goroutines") {
  judge("200 goroutines on 4 Ps", [] {
    std::atomic<int> ran = 0;
    run_on(4, [&] {
      WaitGroup all;
      all.Add(200);
      for (int i = 0; i < 200; i++) go([&] { ran++, gosched(), all.Done(); });
      all.Wait();
    });
    equal("goroutines that ran", 200, ran.load(), "whatever is runnable is found");
  });
}
