// Exercise 9.4, in all schedules, and with old values that loads may read.
#include <everyback.hpp>

TEST_CASE("every schedule") { exercise::everycall(); }
