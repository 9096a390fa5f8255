// Exercise 9.3, by hand: what becomes of the P in a call, and in the one after it. What is promised
// where there is no membarrier is not judged here yet (test.each.sync.cpp).
#include <promises.hpp>

using namespace exercise;

TEST_CASE("with membarrier, and what holds without it, too") {
  holds = 1, lenient = true;
  for (bool asymmetric : {true, false}) pairs(asymmetric, {{kPlain}, {kTraced}});
}
