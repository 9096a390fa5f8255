#include <sysmon.hpp>

namespace rt {

// 20 µs as long as there is work; after 50 rounds without any, twice as long each time, up to 10
// ms. So a blocked call is found within 20 ms: one look notes its tick, and the next one finds the
// same tick again.
// Go 1.21: runtime/proc.go, sysmon
uint32_t Backoff::next() {
  if (idle == 0) delay = 20;
  else if (idle > 50) delay *= 2;
  if (delay > 10'000) delay = 10'000;
  return delay;
}

void Backoff::worked(bool some) { idle = some ? 0 : idle + 1; }

}  // namespace rt
