// All Ps.
#pragma once
#include <atomic.hpp>

namespace rt {

struct P;

constexpr int kMaxProcs = 1024;
inline P* allp[kMaxProcs];
inline int gomaxprocs;  // how many of them there are; changes only while nothing runs

// One more, for a counter that others read but only one thread writes: cheaper than fetch_add.
template <class Tick>
void nexttick(Tick& tick) {
  tick.store(tick.load(memory_order_relaxed) + 1, memory_order_relaxed);
}

}  // namespace rt
