// The runtime as it would be without a record: what does one cost that is compiled in and off?
#pragma once
#include <sched.hpp>
#include <switch.hpp>
#include <trace.hpp>

namespace rt {

template <class... Args>
inline void trace(Ev, Args...) {}

}  // namespace rt
