// Exercise 8.1, with real threads.
#include <realcalls.hpp>

#include "scene.hpp"

using namespace exercise;

TEST_CASE("real threads") {
  judge("four goroutines make 5000 calls each on three Ps; a thread holds whom it can",
        [] { realcalls(3, 4, 5000, false, kOld); });
  judge("four goroutines make 5000 calls each on two Ps; a thread holds whom it can, and takes Ps",
        [] { realcalls(2, 4, 5000, true, kOld); });
}
