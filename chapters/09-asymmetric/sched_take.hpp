// The lock of those who take Ps out of system calls.
#pragma once
#include <lock.hpp>

namespace rt {

struct SchedTake {
  Lock<"sched.taking"> taking;  // comes before sched.lock, where both are held
};

}  // namespace rt
