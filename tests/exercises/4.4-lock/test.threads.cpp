// Exercise 4.4, for real: threads, and goroutines.
#include <exercise.hpp>

#include <lock.hpp>
#include <thread>

#include "goroutines.hpp"

using namespace rt;
using namespace exercise;

TEST_CASE("threads") {
  judge("four threads count to 20,000 under the lock", [] {
    static Lock<"test.lock"> lock;
    static long counter = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; i++) {
      threads.emplace_back([] {
        for (int k = 0; k < 5'000; k++) lock.lock(), counter++, lock.unlock();
      });
    }
    for (auto& t : threads) t.join();
    equal("counter", 20'000l, counter, "a lock has one owner at a time");
  });
}

TEST_CASE("goroutines") {
  judge("1000 goroutines on 4 Ps, with this lock as sched.lock", [] {
    std::atomic<int> ran = 0;
    run_on(4, [&] {
      for (int i = 0; i < 1000; i++) go([&] { ran++; });
    });
    equal("goroutines that ran", 1000, ran.load(), "a lock has one owner at a time");
  });
}
