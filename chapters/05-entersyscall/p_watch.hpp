// How sysmon sees that a P makes no progress.
#pragma once
#include <cstdint>

namespace rt {

// Ours. Only sysmon touches it.
struct PWatch {
  uint64_t watchtick;  // what moves with the P's progress, as sysmon last saw it …
  int64_t watchwhen;   // … and since when
  bool barked;         // the watchdog has named the goroutine
  int asleep;          // at how many looks in a row its thread slept in a futex …
  int64_t asleepwhen;  // … and when the next look is due
};

}  // namespace rt
