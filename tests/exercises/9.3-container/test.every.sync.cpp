// Exercise 9.3, in all schedules: whoever mends a bug must not break what worked.
#include <everyback.hpp>

TEST_CASE("every schedule") { exercise::everycall(); }
