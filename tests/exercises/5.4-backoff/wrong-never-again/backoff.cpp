// Does not start over after work: once it sleeps long it does so for ever.
#include <algorithm>
#include <sysmon.hpp>

namespace rt {

uint32_t Backoff::next() {
  if (delay == 0) delay = 20;
  else if (idle > 50) delay = std::min(delay * 2, 10'000u);
  return delay;
}

void Backoff::worked(bool some) {
  if (some) idle = 0;
  else idle++;
}

}  // namespace rt
