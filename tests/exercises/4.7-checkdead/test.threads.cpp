// Exercise 4.7, for real: what was right stays right.
#include <exercise.hpp>

#include <atomic>
#include <chan.hpp>

#include "goroutines.hpp"

using namespace rt;
using namespace exercise;

TEST_CASE("a real deadlock") {
  judge("on 2 Ps, goroutine 1 has started another one, and waits for what nobody sends", [] {
    Child c = child(
        [] {
          run_on(2, [] {
            std::atomic<bool> ran = false;
            go([&] { ran = true; });
            while (!ran) gosched();
            Chan<int> never;
            never.recv();
          });
        },
        child_seconds(3));
    expect(contains(c.err, "all goroutines are asleep - deadlock!"),
           "fatal error: all goroutines are asleep - deadlock!",
           c.status == 124 ? "nothing is said, and nothing happens"
                           : "it ended with status " + show(c.status) + ": " +
                                 c.err.substr(0, c.err.find('\n')),
           "each M is counted once: one too many, and nobody notices that all sleep");
  });
}

TEST_CASE("the end") {
  judge("20 runs on 4 Ps, of 50 goroutines each", [] {
    std::atomic<int> ran = 0;
    for (int i = 0; i < 20; i++) {
      run_on(4, [&] {
        for (int k = 0; k < 50; k++) go([&] { ran++, gosched(); });
      });
    }
    equal("goroutines that ran", 1000, ran.load(), "a run ends when all goroutines have finished");
  });
}
