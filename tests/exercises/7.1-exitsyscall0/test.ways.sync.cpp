// Exercise 7.1, each way through it, and what is left of it.
#include <exit0.hpp>

TEST_CASE("all ways") { exercise::Exit0::all(true); }
