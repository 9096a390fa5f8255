// Exercise 9.3, in all schedules, where the kernel has no membarrier, and stores may be late.
#include <latecalls.hpp>

using namespace rt;
using namespace exercise;

static const char* const kEach =
    "where the kernel has no membarrier, nobody but the goroutine can have its fence: it has one "
    "on "
    "each way back, however its last call went";
static const std::initializer_list<Rule> rules = {{"two threads have the same P", kEach},
                                                  {"without a P of its own", kEach},
                                                  {"does not run", kEach},
                                                  {"wirep: ", kEach},
                                                  {"releasep: ", kEach},
                                                  {"no end", kEach},
                                                  {"never came back", kEach}};

TEST_CASE("no membarrier") {
  everyschedule(
      "no membarrier: a goroutine makes two calls with one P, and another thread wants it",
      {.asymmetric = false, .preemptions = 2, .bodies = {body<2>, body<1>}}, rules);
}
