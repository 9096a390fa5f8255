// Exercise 9.3, with real threads: goroutines in and out of the kernel, and a thread that takes
// their Ps.
#include <atomic>
#include <realtakes.hpp>

TEST_CASE("real threads") {
  exercise::realtakes(1, 3, 1000);
  exercise::realtakes(3, 4, 1000);
}
