#include <algorithm>
#include <runq.hpp>
#include <sched.hpp>
#include <sysmon.hpp>

namespace rt {

// Go's rule is `us`. But a goroutine in a queue has to wait until sysmon looks. If calls have
// blocked recently, it waits for one of them to lose its P. In any case it waits for the end of a
// time slice, and sysmon must see both the beginning and the end.
uint32_t Pace::doze(uint32_t us, int64_t now) const {
  constexpr int64_t kRecently = 50'000'000;
  constexpr uint32_t kDoze = 400;
  constexpr int64_t kSlice = 1'000'000;
  if (!anywork()) return us;
  if (now - taken < kRecently) us = std::min(us, kDoze);
  int64_t slice = sched.slice.load(memory_order_relaxed);
  return slice ? std::min(us, static_cast<uint32_t>(std::min(slice, kSlice) / 1'000)) : us;
}

}  // namespace rt
