#include <sched.hpp>
#include <spin.hpp>

namespace rt {

// Go 1.21: runtime/proc.go, mReserveID
int32_t mReserveID() { return sched.mcount++; }

}  // namespace rt
