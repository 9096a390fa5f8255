// What a thief asks before it takes the goroutine in runnext.
#pragma once
#include <incall.hpp>

namespace rt {

// Is pp's owner probably about to run it? Up to chapter 7 its status told. Now a P is Prunning in a
// system call, too, and its owner may be in the kernel for an hour. Go 1.27: runtime/proc.go,
// runqgrab
inline bool mayrunnext(P* pp) {
  return pp->status.load(memory_order_relaxed) == Prunning && !incall(pp);
}

}  // namespace rt
