#include <gstate.hpp>
#include <gstates.hpp>
#include <waitreason.hpp>

namespace rt {

const char* gstate(G* gp, uint32_t status) {
  if (status == Grunnable && gp->preempted) return "preempted";
  return status == Gwaiting ? waitreasons[gp->waitreason] : gstatusname(status);
}

// A goroutine that was preempted is still on its thread, in a signal handler.
bool leftbymcall(G* gp, uint32_t status) {
  return status == Gwaiting || (status == Grunnable && !gp->preempted);
}

}  // namespace rt
