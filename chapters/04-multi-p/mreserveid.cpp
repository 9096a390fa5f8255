#include <sched.hpp>
#include <spin.hpp>

namespace rt {

// Go 1.21: runtime/proc.go, mReserveID
int32_t mReserveID() {
  sched.mcount++;
  return sched.mnext++;
}

}  // namespace rt
