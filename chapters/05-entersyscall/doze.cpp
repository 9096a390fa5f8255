#include <algorithm>
#include <runq.hpp>
#include <sysmon.hpp>

namespace rt {

// Go's rule is `us`. But if calls have blocked recently and a goroutine waits in a queue, it waits
// for this look. (Where no call blocks, looking that often would only take time from those that
// compute: up to 5 %.)
uint32_t Pace::doze(uint32_t us, int64_t now) const {
  constexpr int64_t kRecently = 50'000'000;
  constexpr uint32_t kDoze = 400;
  return now - taken < kRecently && anywork() ? std::min(us, kDoze) : us;
}

}  // namespace rt
