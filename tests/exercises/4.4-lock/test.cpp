// Exercise 4.4, by hand: one thread.
#include <exercise.hpp>

#include <lock.hpp>

using namespace rt;
using namespace exercise;

TEST_CASE("one thread") {
  judge("one thread takes the lock and leaves it, 1000 times", [] {
    static Lock<"test.lock"> lock;
    for (int i = 0; i < 1000; i++) lock.lock(), lock.unlock();
  });
}
