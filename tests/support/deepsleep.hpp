// A sysmon that really sleeps.
#pragma once
#include <entersyscall.hpp>
#include <sched.hpp>
#include <yield.hpp>

// Is sysmon in its deep sleep? Then only somebody who leaves the kernel, or enters it, wakes it.
inline bool sysmon_sleeps() { return rt::sched.sysmonwait.load(rt::memory_order_relaxed); }

// The calling goroutine goes into a system call and leaves its P idle, as the others are. Returns,
// still in the call, when sysmon has seen that and sleeps deeply. False: it did not within 10 s.
inline bool enter_until_sysmon_sleeps() {
  rt::entersyscallblock();
  for (int i = 0; i < 100'000 && !sysmon_sleeps(); i++) rt::usleep(100);
  return sysmon_sleeps();
}
