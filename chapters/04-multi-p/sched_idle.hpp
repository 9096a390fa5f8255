// The Ps and Ms that have nothing to do.
#pragma once
#include <m.hpp>
#include <p.hpp>

namespace rt {

// Go 1.21: runtime/runtime2.go, schedt. sched.lock protects the lists and the counts of Ms.
struct SchedIdle {
  P* pidle = nullptr;                                  // Ps that nobody owns
  Atomic<int32_t, "sched.npidle"> npidle = 0;          // how many; may be read without the lock
  Atomic<int32_t, "sched.nmspinning"> nmspinning = 0;  // Ms that look for work
  M* midle = nullptr;                                  // Ms that sleep in stopm
  int32_t nmidle = 0;
  M* allm = nullptr;
  int32_t mcount = 0;                       // all Ms there are
  int32_t mnext = 1;                        // the next new one's id
  Atomic<bool, "sched.done"> done = false;  // no goroutine is left: every M must end
};

}  // namespace rt
