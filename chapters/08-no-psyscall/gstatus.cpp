#include <fatal.hpp>
#include <gstatus.hpp>

namespace rt {

// The bits above the state say whether somebody holds the goroutine (gscan.hpp), which is over
// before anybody has read it.
const char* gstatusname(uint32_t status) {
  constexpr const char* names[kGStates] = {"idle",    "runnable", "running", "syscall",
                                           "waiting", "?",        "dead"};
  status %= 0x1000;
  return status < kGStates ? names[status] : "?";
}

void badstatus(G* gp, uint32_t now, GStatus from, GStatus to) {
  fatal("casgstatus: goroutine %lu is %s: cannot go from %s to %s", gp->goid, gstatusname(now),
        gstatusname(from), gstatusname(to));
}

}  // namespace rt
