// Exercise 9.2, with real threads.
#include <reallycalls.hpp>

using namespace exercise;

static const char* kWhole =
    "the wish, a fence for both, and then the number: only a goroutine that is not back from the "
    "call that was noted has lost its P";

TEST_CASE("real threads") {
  judge("a goroutine makes 5000 calls on one P, and a thread takes it, again and again",
        [] { reallycalls(1, 1, 5000, kWhole); });
  judge("five goroutines make 3000 calls each on two Ps, and a thread takes them",
        [] { reallycalls(2, 5, 3000, kWhole); });
}
