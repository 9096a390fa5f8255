// Goroutines that compute and never give way, and others that want to tick.
#pragma once
#include <options.hpp>

namespace rt {

// Two tickers (a sleep of 1 ms, then gosched) next to two goroutines in an endless loop, for
// options.block_ms: first as in chapter 9, where nobody can stop them, then with time slices of
// `slice` nanoseconds. Prints a picture of each.
void crunch(const Options& options, int64_t slice);

}  // namespace rt
