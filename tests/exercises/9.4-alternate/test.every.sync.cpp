// Exercise 9.4, in all schedules, with stores that are late.
#include <everyback.hpp>

TEST_CASE("every schedule") { exercise::everycall(); }
