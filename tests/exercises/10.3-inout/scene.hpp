// For 10.3: a goroutine by hand, that goes into a call, or comes back.
#pragma once
#include <acquirem.hpp>

#include "rules.hpp"
#include "steps.hpp"

namespace exercise {

// Goroutine 1 runs on M 1 with P 0, and goroutine 2 on M 2 with P 1.
inline void callscene() {
  newscene(), marked();
  for (int i = 0; i < 2; i++) has(i, i), on(i, i, rt::Grunning);
  gs[0]->stack.hi = 1 << 20;
  gs[0]->seen = 6, gs[0]->wanted.store(6, rt::memory_order_relaxed);
  rt::sched.sysmonwait.store(false, rt::memory_order_relaxed);
  rt::setg(gs[0]);
}

}  // namespace exercise
