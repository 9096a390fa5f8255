#include <fatal.hpp>
#include <gstatus.hpp>

namespace rt {

const char* gstatusname(uint32_t status) {
  constexpr const char* names[kGStates] = {"idle",    "runnable", "running", "syscall",
                                           "waiting", "?",        "dead"};
  return status < kGStates ? names[status] : "?";
}

void badstatus(G* gp, GStatus from, GStatus to) {
  fatal("casgstatus: goroutine %lu is %s: cannot go from %s to %s", gp->goid,
        gstatusname(gp->atomicstatus.load(memory_order_relaxed)), gstatusname(from),
        gstatusname(to));
}

}  // namespace rt
