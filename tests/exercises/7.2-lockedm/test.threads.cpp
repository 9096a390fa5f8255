// Exercise 7.2, for real: a locked goroutine and another one, and their threads.
#include <exercise.hpp>

#include <atomic>
#include <goroutines.hpp>
#include <lockosthread.hpp>
#include <waitgroup.hpp>

using namespace rt;
using namespace exercise;

TEST_CASE("taking turns") {
  judge("one P: a locked goroutine and another one take turns, a hundred times", [] {
    std::atomic<int> moved = 0;
    int turns = 0;
    run_on(1, [&] {
      WaitGroup all;
      all.Add(2);
      go([&] {
        LockOSThread();
        M* mine = getg()->m;
        for (int i = 0; i < 100; i++) {
          turns++;
          gosched();
          if (getg()->m != mine) moved++;
        }
        UnlockOSThread();
        all.Done();
      });
      go([&] {
        for (int i = 0; i < 100; i++) turns++, gosched();
        all.Done();
      });
      all.Wait();
    });
    equal("turns", 200, turns, "every goroutine gets its turn");
    equal("turns of the locked goroutine on another thread", 0, moved.load(),
          "a goroutine that is locked to a thread runs on no other");
  });
}
