// Exercise 9.1, with real threads.
#include <reallycalls.hpp>

using namespace exercise;

static const char* kBackFirst =
    "first g.back, then lightfence(), then the look at g.wanted that decides: else you and a taker "
    "both have the P";

TEST_CASE("real threads") {
  judge("a goroutine makes 5000 calls on one P, and a thread takes it, again and again",
        [] { reallycalls(1, 1, 5000, kBackFirst); });
  judge("five goroutines make 3000 calls each on two Ps, and a thread takes them",
        [] { reallycalls(2, 5, 3000, kBackFirst); });
}
