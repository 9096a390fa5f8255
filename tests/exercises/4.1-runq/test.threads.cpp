// Exercise 4.1, for real: goroutines on two Ps.
#include <exercise.hpp>

#include <atomic>

#include "goroutines.hpp"

using namespace rt;
using namespace exercise;

TEST_CASE("goroutines") {
  judge("1000 goroutines on 2 Ps, each of which lets others run three times", [] {
    std::atomic<int> turns = 0;
    run_on(2, [&] {
      for (int i = 0; i < 1000; i++) {
        go([&] {
          for (int k = 0; k < 3; k++) turns++, gosched();
        });
      }
    });
    equal("turns", 3000, turns.load(), "each goroutine that is put into a queue runs, once");
  });
}
