// Begins to double one round too early.
#include <algorithm>
#include <sysmon.hpp>

namespace rt {

uint32_t Backoff::next() {
  if (idle < 50) delay = 20;
  else delay = std::min(delay * 2, 10'000u);
  return delay;
}

void Backoff::worked(bool some) {
  if (some) idle = 0;
  else idle++;
}

}  // namespace rt
