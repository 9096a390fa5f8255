// Which Ps sysmon wants.
#pragma once
#include <p.hpp>

namespace rt {

// Should pp be taken out of its system call, if it is in one? For sysmon alone, once at each look;
// `now` in nanoseconds.
bool wanted(P* pp, int64_t now);

}  // namespace rt
