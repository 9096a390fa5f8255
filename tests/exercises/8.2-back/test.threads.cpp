// Exercise 8.2, with real threads.
#include <realcalls.hpp>

#include "way.hpp"

using namespace exercise;

TEST_CASE("real threads") {
  judge("a goroutine makes 5000 calls on one P; a thread holds it, and lets it go",
        [] { realcalls(1, 1, 5000, false, kFirst); });
  judge("five goroutines make 5000 calls each on two Ps; a thread takes Ps",
        [] { realcalls(2, 5, 5000, true, kFirst); });
}
