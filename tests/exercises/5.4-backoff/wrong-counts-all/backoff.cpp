// Counts all idle rounds, and not those in a row.
#include <algorithm>
#include <sysmon.hpp>

namespace rt {

uint32_t Backoff::next() {
  if (idle <= 50) delay = 20;
  else delay = std::min(delay * 2, 10'000u);
  return delay;
}

void Backoff::worked(bool some) {
  if (some) delay = 20, idle = idle > 50 ? 0 : idle;
  else idle++;
}

}  // namespace rt
