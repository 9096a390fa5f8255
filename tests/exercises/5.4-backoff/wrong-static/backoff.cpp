#include <not_done.hpp>
#include <sysmon.hpp>
#include <algorithm>

namespace rt {

uint32_t Backoff::next() {
  static uint32_t delay = 20;
  if (idle == 0) delay = 20;
  else if (idle > 50) delay *= 2;
  if (delay > 10'000) delay = 10'000;
  return delay;
}

void Backoff::worked(bool some) { idle = some ? 0 : idle + 1; }

}  // namespace rt

