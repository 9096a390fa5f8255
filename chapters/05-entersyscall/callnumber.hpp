// Is it still the same system call?
#pragma once
#include <sched.hpp>

namespace rt {

// As long as this number stands still, with pp in a system call, it is one and the same call.
inline uint32_t callnumber(P* pp) { return pp->syscalltick.load(memory_order_relaxed); }

}  // namespace rt
