// What the scheduler and sysmon tell each other.
#pragma once
#include <atomic.hpp>
#include <cstdint>
#include <note.hpp>

namespace rt {

// Go 1.21: runtime/runtime2.go, schedt
struct SchedSysmon {
  Atomic<bool, "sched.sysmonwait"> sysmonwait =
      false;  // sysmon sleeps until woken; written under sched.lock
  Note<"sched.sysmonnote"> sysmonnote;
  int64_t hurried = 0;       // when hurry last told the Ps …
  int64_t watched = 0;       // … and watchps last looked at them; sysmon's alone
  int32_t nmidlelocked = 0;  // Ms that checkdead leaves out; under sched.lock
  Atomic<uint64_t, "sched.retakes"> retakes = 0;  // for the curious: Ps taken from system calls …
  Atomic<uint64_t, "sched.handoffs"> handoffs =
      0;  // … and calls of handoffp, since the program began
};

}  // namespace rt
