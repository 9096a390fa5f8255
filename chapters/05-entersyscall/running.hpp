// How many Ms are awake?
#pragma once
#include <sched.hpp>

namespace rt {

// sched.lock is held. An M in a system call counts: it will come back by itself.
inline int32_t running() { return sched.mcount - sched.nmidle - sched.nmidlelocked; }

}  // namespace rt
