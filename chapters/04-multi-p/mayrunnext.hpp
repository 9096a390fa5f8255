// What a thief asks before it takes the goroutine in runnext.
#pragma once
#include <p.hpp>

namespace rt {

// Is pp's owner probably about to run it? Then it gets a moment. relaxed: a guess will do.
inline bool mayrunnext(P* pp) { return pp->status.load(memory_order_relaxed) == Prunning; }

}  // namespace rt
