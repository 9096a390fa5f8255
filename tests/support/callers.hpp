// For the explorer: goroutines that are in and out of the kernel, and sysmon, which watches them.
#pragma once
#include <entersyscall.hpp>
#include <sysmon.hpp>
#include <world.hpp>

inline int left;  // goroutines that have not come back from all their calls
inline int64_t now;

// In a goroutine that is back.
inline void owns() {
  rt::M* mp = rt::getg()->m;
  rt::sync::expect(mp->p && mp->p->m == mp, "a goroutine runs without a P of its own");
  rt::sync::expect(mp->p->status.load(rt::memory_order_relaxed) == rt::Prunning,
                   "… on a P that does not run");
}

inline void watch() {  // every 20 ms, so that each second look takes the P
  while (left > 0) {
    rt::retake(now += 20'000'000);
    rt::usleep(20);
  }
}

// At the end: nobody is missing, and each P that is idle is on the list once.
inline void alldone() {
  rt::sync::expect(left == 0, "a goroutine never came back");
  int listed = 0;
  for (rt::P* pp = rt::sched.pidle; pp && listed <= rt::gomaxprocs; pp = pp->link) listed++;
  rt::sync::expect(
      listed == rt::sched.npidle.load(rt::memory_order_relaxed) && listed <= rt::gomaxprocs,
      "a P is idle twice, or idle and not on the list");
}
