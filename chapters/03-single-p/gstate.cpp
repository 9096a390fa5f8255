#include <gstate.hpp>
#include <gstates.hpp>
#include <waitreason.hpp>

namespace rt {

const char* gstate(G* gp, uint32_t status) {
  return status == Gwaiting ? waitreasons[gp->waitreason] : gstatusname(status);
}

bool leftbymcall(G*, uint32_t status) { return status == Grunnable || status == Gwaiting; }

}  // namespace rt
