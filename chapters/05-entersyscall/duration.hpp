// Times as people write them.
#pragma once
#include <cstdint>

namespace rt {

// A whole number of seconds, milli- or microseconds ("1s", "50ms", "200us") in nanoseconds; 0: it
// is none.
int64_t duration(const char* text);

}  // namespace rt
