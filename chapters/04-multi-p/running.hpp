// How many Ms are awake?
#pragma once
#include <sched.hpp>

namespace rt {

// sched.lock is held.
inline int32_t running() { return sched.mcount - sched.nmidle; }

}  // namespace rt
